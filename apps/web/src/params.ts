/** @file What the parts of addresses may be. */
import { parseArxivId } from "@working-papers/daily/arxiv-id";
import { defineParams } from "@sveltejs/kit/params";

const passes = (fits: (text: string) => boolean) => (text: string) => (fits(text) ? text : undefined);

export const params = defineParams({
  unit: passes((text) => ["day", "week", "month"].includes(text)),
  category: passes((text) => /^[A-Za-z][A-Za-z0-9.-]{1,39}$/.test(text)),
  /** An identifier of arXiv, with or without version and with a slash in old ones, or one of another kind. */
  record: passes(
    (text) => (parseArxivId(text) !== undefined && /^[\da-z]/.test(text)) || /^(doi|bib):./.test(text),
  ),
});
