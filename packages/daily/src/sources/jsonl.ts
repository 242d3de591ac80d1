/**
 * @file Papers from JSON Lines: one record a line, in the field names that arXiv data sets use.
 *
 * `abstract` or `summary`; `authors` as names, as objects with `name`, or as one string; `categories` as a list or separated by spaces.
 */
import { z } from "zod";
import { parseArxivId } from "../papers/arxiv-id.ts";
import { describe, excerptOf, sort, type Parsed } from "../papers/record.ts";
import { splitNames } from "../papers/names.ts";

const names = z.union([
  z.string().transform((text) => splitNames(text).map((name) => ({ name }))),
  z.array(z.union([z.string().transform((name) => ({ name })), z.looseObject({ name: z.string() })])),
]);
const moment = z
  .string()
  .transform((text) => new Date(text))
  .refine((date) => !Number.isNaN(date.getTime()), "is not a date");

const Line = z.looseObject({
  id: z.string(),
  version: z.int().optional(),
  title: z.string(),
  abstract: z.string().optional(),
  summary: z.string().optional(),
  authors: names.default([]),
  categories: z
    .union([z.array(z.string()), z.string().transform((text) => text.split(/[\s,;]+/).filter(Boolean))])
    .default([]),
  comment: z.string().nullish(),
  comments: z.string().nullish(),
  journal_ref: z.string().nullish(),
  "journal-ref": z.string().nullish(),
  doi: z.string().nullish(),
  license: z.string().nullish(),
  published: moment.nullish(),
  updated: moment.nullish(),
  announced: z.iso.date().nullish(),
});

/** Reads one line into `parsed`; an empty line is none. */
export function parseJsonLine(text: string, parsed: Parsed): void {
  if (text.trim() === "") return;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    parsed.rejected.push({ reason: "The line is not JSON.", excerpt: excerptOf(text) });
    return;
  }
  const line = Line.safeParse(value);
  if (!line.success) {
    parsed.rejected.push({ reason: describe(line.error), excerpt: excerptOf(text) });
    return;
  }
  const record = line.data;
  const arxiv = parseArxivId(record.id);
  sort(
    {
      id: arxiv?.id ?? record.id,
      version: record.version ?? arxiv?.version,
      title: record.title,
      abstract: record.abstract ?? record.summary ?? "",
      authors: record.authors,
      categories: record.categories,
      comment: record.comment ?? record.comments ?? null,
      journalRef: record.journal_ref ?? record["journal-ref"] ?? null,
      doi: record.doi ?? null,
      licence: record.license ?? null,
      submitted: record.published,
      updated: record.updated,
      announced: record.announced,
      listings: record.announced
        ? [{ list: "arxiv", day: record.announced, position: 0, kind: "new" as const }]
        : [],
    },
    parsed,
  );
}
