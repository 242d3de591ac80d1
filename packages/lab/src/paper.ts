/**
 * @file What a paper is here: a bibliographic record, our own summary, and the claims it makes.
 *
 * A paper is data only. A claim says what would have to be true, where the paper says it, what value is reported, and
 * which measurements of which experiment decide it; the verdict itself is never part of a paper (see `verdict.ts`).
 */
import { z } from "zod";
import { slug } from "./slug.ts";
import { describeIssues } from "./validation.ts";

/** What a measured value must satisfy for a check to hold. Values are in the unit of the measurement. */
export const Expectation = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("near").describe("two-sided: |measured − value| ≤ tolerance"),
    value: z.number(),
    tolerance: z.number().nonnegative(),
  }),
  z.strictObject({ kind: z.literal("atLeast").describe("one-sided: measured ≥ value"), value: z.number() }),
  z.strictObject({ kind: z.literal("atMost").describe("one-sided: measured ≤ value"), value: z.number() }),
  z.strictObject({ kind: z.literal("between"), low: z.number(), high: z.number() }),
]);
export type Expectation = z.infer<typeof Expectation>;

/** One comparison of a measurement with an expectation. A claim holds when all of its checks hold. */
export const Check = z.strictObject({
  experiment: slug.describe("id of an experiment of the same paper"),
  measurement: z.string().min(1).describe("name of one of that experiment's measurements"),
  expect: Expectation,
  says: z
    .string()
    .optional()
    .describe("what this check compares, when the measurement's title does not say it"),
});
export type Check = z.infer<typeof Check>;

/**
 * `full`: the paper's own setting. `reduced`: an honest analogue, in which shape and sign are compared, not the number.
 * `out of reach`: needs what this class of machine does not have.
 */
export const Scale = z.enum(["full", "reduced", "out of reach"]);
export type Scale = z.infer<typeof Scale>;

/** Who makes the statement: the paper in words, the paper by implication, a third party about it, or this repository. */
export const Origin = z.enum(["paper", "implied", "third party", "ours"]);
export type Origin = z.infer<typeof Origin>;

export const Claim = z
  .strictObject({
    id: z.string().regex(/^[A-Z]{1,5}-?\d+[a-z]?$/, "must look like LM-05"),
    statement: z.string().min(10).describe("one sentence, in our own words, that can be true or false"),
    place: z.string().min(1).describe("where it stands: abstract, section 2.2, table 3, …"),
    origin: Origin.default("paper"),
    recalled: z
      .boolean()
      .default(false)
      .describe("the reported value was not re-read in the paper and is to be checked before it is quoted"),
    reported: z.strictObject({
      text: z.string().min(1).describe("as a reader would print it: «80 %», «k = 4 as precise as e4m3»"),
      value: z.number().optional(),
      unit: z.string().optional(),
    }),
    scale: Scale,
    scaleNote: z
      .string()
      .optional()
      .describe("ratio to the paper's scale; required unless the scale is full"),
    checks: z.array(Check).default([]),
    needs: z
      .string()
      .optional()
      .describe("what has to exist before it can be measured; required without checks"),
  })
  .superRefine((claim, context) => {
    if (claim.checks.length === 0 && !claim.needs)
      context.addIssue({
        code: "custom",
        path: ["needs"],
        message: "a claim without checks must say what it needs",
      });
    if (claim.scale === "out of reach" && claim.checks.length > 0)
      context.addIssue({
        code: "custom",
        path: ["checks"],
        message: "a claim that is out of reach cannot have checks",
      });
    if (claim.scale !== "full" && !claim.scaleNote)
      context.addIssue({
        code: "custom",
        path: ["scaleNote"],
        message: "say the ratio to the paper's scale, or what would be needed",
      });
  });
export type Claim = z.infer<typeof Claim>;

export const Paper = z
  .strictObject({
    slug,
    arxiv: z.string().regex(/^\d{4}\.\d{4,5}$/, "must be an arXiv id like 2410.00907"),
    title: z.string().min(1),
    authors: z.array(z.string().min(1)).min(1),
    date: z.iso.date().describe("day of the first version on arXiv"),
    listed: z.iso.date().describe("day of the feed that lists it"),
    categories: z.array(z.string()).default([]),
    summary: z
      .string()
      .min(40)
      .describe("what it proposes and claims, in our own words, two to four sentences"),
    system: z.string().min(10).describe("what its system is for a builder, one line"),
    claims: z.array(Claim).min(1),
  })
  .superRefine((paper, context) => {
    const seen = new Set<string>();
    paper.claims.forEach((claim, index) => {
      if (seen.has(claim.id))
        context.addIssue({
          code: "custom",
          path: ["claims", index, "id"],
          message: `${claim.id} is used twice`,
        });
      seen.add(claim.id);
    });
  });
export type Paper = z.infer<typeof Paper>;

/**
 * Checks and completes a paper's record.
 *
 * @throws Error naming every field that is wrong, when the record does not have the required form.
 */
export function definePaper(paper: z.input<typeof Paper>): Paper {
  const parsed = Paper.safeParse(paper);
  if (parsed.success) return parsed.data;
  throw new Error(`The record of paper «${paper.slug}» is not valid: ${describeIssues(parsed.error)}.`);
}
