/**
 * @file What comes in: one form for papers from every source, checked here once.
 *
 * Sources are parsed by people's habits, not by promises: everything is bounded in length and number, and texts are cleaned.
 */
import { z } from "zod";
import { parseArxivId } from "./arxiv-id.ts";
import { cleanLine, cleanText } from "./clean.ts";

const MAX_TITLE = 1_000;
const MAX_ABSTRACT = 20_000;
/** The largest collaborations sign with about 3,000 names. */
const MAX_AUTHORS = 6_000;

const line = (most: number) => z.string().transform(cleanLine).pipe(z.string().min(1).max(most));
/** Empty says nothing: as if it were missing. */
const optionalLine = (most: number) =>
  z
    .string()
    .nullish()
    .transform((text) => cleanLine(text ?? "").slice(0, most) || null);

/** An ORCID iD with its check digit (ISO 7064, MOD 11-2), bare or as an address. */
const Orcid = z
  .string()
  .transform((text) =>
    text
      .trim()
      .replace(/^https?:\/\/orcid\.org\//, "")
      .toUpperCase(),
  )
  .refine((id) => /^(?:\d{4}-){3}\d{3}[\dX]$/.test(id) && checkDigit(id.replaceAll("-", "")));

function checkDigit(digits: string): boolean {
  let sum = 0;
  for (const digit of digits.slice(0, 15)) sum = (sum + Number(digit)) * 2;
  return "10X98765432"[sum % 11] === digits[15];
}

export const Author = z.object({
  name: line(300),
  /** Family and given names where a source splits them. */
  family: line(300).optional(),
  given: line(300).optional(),
  affiliation: line(500).optional(),
  /** The ORCID iD, where a source has it: `0000-0002-1825-0097`. */
  orcid: Orcid.optional().catch(undefined),
});
export type Author = z.infer<typeof Author>;

/** A category of arXiv, or a class of another scheme in the same characters. */
const Category = z
  .string()
  .trim()
  .regex(/^[A-Za-z][A-Za-z0-9.-]{1,39}$/, "is not a category");

const day = z.iso.date();
const moment = z.union([z.date(), z.iso.datetime({ offset: true }).transform((text) => new Date(text))]);

/** The places of a paper in dated lists that come with its record. */
export const Listing = z.object({
  list: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  day,
  position: z.int().nonnegative(),
  kind: z.enum(["new", "cross", "replace", "replace-cross", "listed"]),
});
export type Listing = z.infer<typeof Listing>;

/** arXiv marks a withdrawal in the comment or in place of the abstract, not in a field. */
const WITHDRAWAL =
  /^(?:this (?:paper|submission|article|manuscript|work|preprint|version) (?:has been|is|was) withdrawn|(?:paper )?withdrawn\b|the authors? (?:has|have) withdrawn)/i;

export const IncomingPaper = z
  .object({
    id: z
      .string()
      .max(200)
      .refine(
        (id) => parseArxivId(id)?.id === id || /^(doi|bib):[\x21-\x7e]+$/.test(id),
        "is not an arXiv identifier (2410.00907, hep-th/9901001), doi:… or bib:…",
      ),
    /** Undefined when the source does not say: then it is the newest known one, or the first. */
    version: z.int().min(1).max(9_999).optional(),
    title: line(MAX_TITLE),
    abstract: z
      .string()
      .transform(cleanText)
      .pipe(z.string().max(MAX_ABSTRACT))
      .describe("may be empty: some records have none"),
    authors: z.array(Author).max(MAX_AUTHORS),
    categories: z
      .array(z.string())
      .max(60)
      .transform((terms) => [...new Set(terms.filter((term) => Category.safeParse(term).success))]),
    comment: optionalLine(2_000),
    journalRef: optionalLine(1_000),
    doi: optionalLine(300),
    licence: optionalLine(300),
    submitted: moment.nullish(),
    updated: moment.nullish(),
    announced: day.nullish(),
    withdrawn: z.boolean().optional(),
    listings: z.array(Listing).max(10).default([]),
  })
  .transform(({ withdrawn, ...record }) => ({
    ...record,
    withdrawn: withdrawn ?? (WITHDRAWAL.test(record.abstract) || WITHDRAWAL.test(record.comment ?? "")),
  }));
export type IncomingPaper = z.infer<typeof IncomingPaper>;
export type IncomingPaperInput = z.input<typeof IncomingPaper>;

/** A record that was left out, and why. */
export interface Rejected {
  reason: string;
  /** The beginning of what it was. */
  excerpt: string;
}

export interface Parsed {
  papers: IncomingPaper[];
  rejected: Rejected[];
}

/** Adds a record to the good ones or, with the reason, to the others. */
export function sort(record: IncomingPaperInput, into: Parsed): void {
  const checked = IncomingPaper.safeParse(record);
  if (checked.success) into.papers.push(checked.data);
  else into.rejected.push({ reason: describe(checked.error), excerpt: excerptOf(record) });
}

/** «title: …; authors.0.name: …» */
export function describe(error: z.ZodError): string {
  return error.issues
    .slice(0, 4)
    .map(({ path, message }) => `${path.join(".") || "record"}: ${message}`)
    .join("; ");
}

/** The first 300 characters of a record, for the host to find it again. */
export function excerptOf(record: unknown): string {
  const text = typeof record === "string" ? record : (JSON.stringify(record) ?? String(record));
  return cleanLine(text.slice(0, 600)).slice(0, 300);
}
