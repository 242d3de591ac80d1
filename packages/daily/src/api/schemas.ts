/**
 * @file The shapes of answers. What the daily_papers API of the field has is named and nested as it is there, so that scripts need a new address
 * and nothing else; what only this site knows stands in `works`, `categories` and `lists`.
 */
import { Check, Claim, Run, Scale } from "@working-papers/lab";
import { z } from "zod";

/** Schemas with a name of their own in the OpenAPI document. */
export const named = z.registry<{ id: string; description?: string }>();

function shape<Schema extends z.ZodType>(id: string, description: string, schema: Schema): Schema {
  named.add(schema, { id, description });
  return schema;
}

const moment = z.iso.datetime();

export const VerdictName = z.enum(["reproduced", "partly", "not reproduced", "not tested"]);

export const Works = shape(
  "Works",
  "What a paper that works on this site has: nothing of the field's API knows this.",
  z.strictObject({
    slug: z.string().describe("its short name, for addresses and the command line"),
    page: z.url(),
    claims: z.strictObject({
      reproduced: z.int(),
      partly: z.int(),
      notReproduced: z.int(),
      notTested: z.int(),
    }),
    experiments: z.int(),
    runs: z.int().describe("recorded runs"),
    badge: z.url().describe("an SVG picture of how its claims stand"),
  }),
);

const paperFields = {
  id: z.string().describe("arXiv identifier without version, or doi:… or bib:… for what arXiv does not have"),
  authors: z.array(
    z.strictObject({
      _id: z.string().describe("place among the authors, from 0"),
      name: z.string(),
      hidden: z.literal(false),
    }),
  ),
  publishedAt: moment.nullable().describe("when version 1 was submitted; null where no source says"),
  submittedOnDailyAt: moment.optional().describe("the day of the list on which it stands here"),
  title: z.string().describe("as its source has it, with formulas in TeX"),
  summary: z.string().describe("the abstract; empty until a source was asked for it"),
  upvotes: z
    .number()
    .describe(
      "votes of members that stand, whether or not they count for trending, and those that a curated list told of",
    ),
  categories: z.array(z.string()).describe("the primary one first"),
  version: z.int(),
  withdrawnAt: moment
    .nullable()
    .optional()
    .describe("only of withdrawn papers; null where no source says when"),
  works: Works.nullable().describe("null when only the record is here"),
};

export const PaperShape = shape("Paper", "A paper as lists have it.", z.strictObject(paperFields));

export const DailyPaper = shape(
  "DailyPaper",
  "One item of a list.",
  z.strictObject({
    paper: PaperShape,
    publishedAt: moment.nullable(),
    title: z.string(),
    summary: z.string(),
    thumbnail: z.url().describe("a picture of 1200 × 630"),
    numComments: z.int(),
    submittedBy: z
      .strictObject({ fullname: z.string() })
      .optional()
      .describe("the member who submitted it; nothing where nobody did"),
    isAuthorParticipating: z.boolean().describe("whether a verified author has commented"),
  }),
);

export const DailyPapers = shape("DailyPapers", "A list.", z.array(DailyPaper));
export const Papers = shape("Papers", "Papers by publication, the latest first.", z.array(PaperShape));

export const PaperDetail = shape(
  "PaperDetail",
  "A paper with its versions and places.",
  z.strictObject({
    ...paperFields,
    comment: z.string().nullable(),
    journalRef: z.string().nullable(),
    doi: z.string().nullable(),
    licence: z.string().nullable(),
    versions: z.array(
      z.strictObject({ version: z.int(), submittedAt: moment.nullable(), withdrawn: z.boolean() }),
    ),
    lists: z.array(z.strictObject({ list: z.string(), date: z.iso.date(), kind: z.string() })),
    links: z.strictObject({
      page: z.url(),
      source: z.url().optional(),
      pdf: z.url().optional(),
      markdown: z.url(),
      bibtex: z.url(),
      csl: z.url(),
      ris: z.url(),
    }),
  }),
);

export const Trending = shape(
  "Trending",
  "The stored order of a day, with every term of every score.",
  z.strictObject({
    date: z.iso.date().nullable().describe("the day that was computed; null when none was yet"),
    papers: z.array(
      z.strictObject({
        rank: z.int(),
        score: z.number(),
        formula: z.string().describe("the score as a sum that can be checked by hand"),
        terms: z.array(
          z.strictObject({ kind: z.string(), value: z.number(), weight: z.number(), product: z.number() }),
        ),
        paper: PaperShape,
      }),
    ),
  }),
);

const VoteRules = z
  .strictObject({
    ageHours: z.number().describe("hours of an account's life before anything it does counts"),
    youngDays: z.number().describe("days for which an account is young"),
    youngMost: z
      .number()
      .describe("of young accounts so many more than of older ones count on a paper in a day"),
    perDay: z.number().describe("of one member so many count in a day"),
  })
  .describe("by which votes, comments and runs were counted");

export const TrendingInputs = shape(
  "TrendingInputs",
  "What the trending list of a day was computed from: score = log10(1 + Σ weight × value × 2^(−days / halfLife)) − age / tenfold, over the terms; the best `most` of those that are at most `oldest` days old and of which something counts, equal ones by id, the larger first.",
  z.strictObject({
    date: z.iso.date().nullable().describe("the day that was computed; null when none was yet"),
    computedAt: moment.nullable(),
    formula: z
      .strictObject({
        terms: z
          .array(z.strictObject({ kind: z.string(), weight: z.number(), says: z.string() }))
          .describe("what counts; a kind of an input that is not among them counts nothing"),
        halfLife: z.number().describe("days"),
        tenfold: z.number().describe("days"),
        window: z.number().describe("days that are looked back"),
        oldest: z.number().describe("days"),
        most: z.int(),
        rules: VoteRules,
      })
      .nullable(),
    papers: z.array(
      z.strictObject({
        id: z.string(),
        since: z.iso.date().describe("the day from which its age counts"),
        counts: z
          .array(z.strictObject({ kind: z.string(), day: z.iso.date(), value: z.number() }))
          .describe("`votes-stored` are all votes of that day, those that do not count too"),
      }),
    ),
  }),
);

const Measured = z
  .strictObject({ mean: z.number(), low: z.number(), high: z.number(), n: z.int() })
  .describe("mean of the seeds with its 95 % interval");

const CheckResult = z.strictObject({
  check: Check,
  outcome: z.enum(["holds", "fails", "undecided", "not measured"]),
  measured: Measured.optional(),
  runs: z.array(z.string()),
  reason: z.string(),
});

const verdictFields = {
  verdict: VerdictName,
  reason: z.string().describe("one sentence"),
  runs: z.array(z.string()).describe("ids of the recorded runs it rests on"),
};

export const VerdictShape = shape(
  "Verdict",
  "Computed from a claim and its recorded runs; never typed in.",
  z.strictObject({ claim: z.string(), ...verdictFields, checks: z.array(CheckResult) }),
);
export const Verdicts = shape("Verdicts", "The verdicts on a paper's claims.", z.array(VerdictShape));

export const ClaimShape = shape(
  "Claim",
  "A statement of a paper that can be true or false, and how it stands.",
  z.strictObject({ ...Claim.shape, ...verdictFields, badge: z.url() }),
);
export const Claims = shape("Claims", "A paper's claims.", z.array(ClaimShape));

export const ClaimLine = shape(
  "ClaimLine",
  "One claim of one paper, in short.",
  z.strictObject({
    paper: z.string().describe("arXiv identifier"),
    slug: z.string(),
    claim: z.string(),
    statement: z.string(),
    scale: Scale,
    ...verdictFields,
  }),
);
export const ClaimLines = shape("ClaimLines", "Claims of all papers that work.", z.array(ClaimLine));

export const DiscussionShape = shape(
  "Discussion",
  "What readers and authors say about a paper, the oldest first.",
  z.array(
    z.strictObject({
      id: z.string(),
      url: z.url(),
      claim: z.string().nullable().describe("the claim that it is about; null for the paper as a whole"),
      parent: z.string().nullable().describe("the comment that it answers"),
      by: z
        .strictObject({ name: z.string(), isAuthor: z.boolean().describe("a verified author of the paper") })
        .nullable()
        .describe("null for who has left, and of deleted comments"),
      text: z.string().describe("Markdown; empty when it is deleted or hidden"),
      verdict: VerdictName.nullable().describe(
        "of an author's reply: the verdict that it replies to, as it was then",
      ),
      createdAt: moment,
      editedAt: moment.nullable(),
      state: z.enum(["shown", "hidden", "deleted"]),
      hiddenBecause: z.string().nullable().describe("an editor's reason"),
      runs: z.array(
        z.strictObject({
          kind: z
            .enum(["server", "recorded", "reader"])
            .describe(
              "done on this server, recorded in the repository, or reported by a reader and not run here",
            ),
          id: z.string(),
          reported: Run.omit({ tables: true, figures: true })
            .optional()
            .describe("of a reader's: what was told of it"),
        }),
      ),
    }),
  ),
);

export const RunLine = shape(
  "RunLine",
  "A recorded run without its tables and figures.",
  z.strictObject({
    id: Run.shape.id,
    experiment: z.string(),
    experimentVersion: Run.shape.experimentVersion,
    preset: Run.shape.preset,
    altered: z.boolean().describe("whether parameters differ from the preset's; such a run decides no claim"),
    seed: Run.shape.seed,
    measurements: Run.shape.measurements,
    startedAt: moment,
    durationMs: Run.shape.durationMs,
    digest: Run.shape.digest,
    url: z.url().describe("the whole run"),
  }),
);
export const RunLines = shape("RunLines", "Recorded runs of a paper, oldest first.", z.array(RunLine));
export const RunShape = shape("Run", "A recorded run as it is stored, with its provenance.", Run);

export const ProblemShape = shape(
  "Problem",
  "What went wrong (RFC 9457).",
  z.strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe("a sentence for a person"),
    suggestions: z.array(z.string()).optional().describe("addresses that may have been meant"),
  }),
);
