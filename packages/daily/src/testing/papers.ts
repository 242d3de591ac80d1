/** @file Papers made up for tests. */
import { IncomingPaper, type IncomingPaperInput } from "../papers/record.ts";

/** A complete record; what a test is about is given, the rest does not matter. */
export function incoming(given: Partial<IncomingPaperInput> & { id: string }): IncomingPaper {
  return IncomingPaper.parse({
    version: 1,
    title: `On ${given.id}`,
    abstract: "We measure what happens and report it.",
    authors: [{ name: "Ada Example" }],
    categories: ["cs.LG"],
    ...given,
  });
}
