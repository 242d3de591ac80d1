/**
 * @file What the folder of a new paper begins with: a worked example, small enough to be replaced line by line.
 *
 * The example is real: estimating π by throwing points is a claim that can be measured, so the new folder runs, is judged,
 * and is shown by the site before a word of it was changed.
 */
import { digestOf } from "@working-papers/lab";

/** Text of each file of a new paper's folder, by its name within the folder. */
export function newPaperFiles(slug: string): Record<string, string> {
  return {
    "paper.ts": `/** @file The record of the paper and its claims: data only. */
import { definePaper } from "@working-papers/lab";

export default definePaper({
  slug: "${slug}",
  arxiv: "${placeholderId(slug)}",
  title: "The title of the paper",
  authors: ["First Author", "Second Author"],
  date: "${today()}",
  listed: "${today()}",
  categories: ["stat.CO"],
  summary: "What the paper proposes and what it claims, in your own words, in two to four sentences.",
  system: "what a builder gets by importing it, in one line",
  claims: [
    {
      id: "EX-01",
      statement: "The share of random points of the unit square that lie in the quarter disc estimates π/4.",
      place: "section 1",
      reported: { text: "π = 3.1416", value: 3.1416 },
      scale: "full",
      checks: [
        {
          experiment: "estimate",
          measurement: "estimate",
          expect: { kind: "near", value: 3.1416, tolerance: 0.01 },
        },
      ],
    },
  ],
});
`,
    "index.ts": `/** @file The system: what a builder imports. */
import type { Random } from "@working-papers/lab";

/** Whether a random point of the unit square lies in the quarter disc around the origin. */
export function hits(random: Random): boolean {
  return random.uniform() ** 2 + random.uniform() ** 2 < 1;
}
`,
    "experiments/estimate.ts": `/** @file Measures the claim: an estimate of π from random points. */
import { defineExperiment, z } from "@working-papers/lab";
import { hits } from "../index.ts";

export default defineExperiment({
  id: "estimate",
  version: 1,
  title: "An estimate of π",
  question: "How near to π does the share of hits come?",
  method:
    "Points of the unit square are drawn; four times the share of those in the quarter disc estimates π.",
  provider: "javascript",
  varies: "by seed",
  parameters: z.strictObject({
    points: z
      .int()
      .min(1)
      .max(1_000_000_000)
      .meta({ title: "Points", description: "how many points are drawn" }),
  }),
  measurements: { estimate: { title: "Estimate of π", decimals: 4 } },
  presets: {
    quick: { parameters: { points: 100_000 }, cost: "less than a second" },
    full: { parameters: { points: 5_000_000 }, cost: "about a second" },
  },
  async run({ parameters: { points }, random, step }) {
    let count = 0;
    for (let i = 0; i < points; i++) {
      if (hits(random)) count++;
      if (i % 10_000 === 0) await step(i / points);
    }
    return { measurements: { estimate: (4 * count) / points } };
  },
});
`,
    "index.test.ts": `/** @file The system against values known from elsewhere. */
import { random } from "@working-papers/lab";
import { expect, test } from "vitest";
import { hits } from "./index.ts";

test("about π/4 of the points are hits", () => {
  const stream = random(1);
  let count = 0;
  for (let i = 0; i < 10_000; i++) if (hits(stream)) count++;
  expect(count / 10_000).toBeCloseTo(Math.PI / 4, 1);
});
`,
    "README.md": `# The title of the paper

The idea in your own words, equations next to the code that computes them, what was found, what could not be tested.
`,
  };
}

/** An id of this month made from the slug, above those that arXiv comes to: two new papers have two. */
function placeholderId(slug: string): string {
  const number = 90_000 + (Number.parseInt(digestOf(slug).slice(0, 8), 16) % 10_000);
  return `${today().slice(2, 7).replace("-", "")}.${number}`;
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
