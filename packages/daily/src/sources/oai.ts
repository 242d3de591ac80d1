/**
 * @file Answers of an OAI-PMH 2.0 repository with arXiv's record formats: `arXiv` (authors in parts, licence) and `arXivRaw` (all versions).
 *
 * Documented at openarchives.org/OAI/2.0 and info.arxiv.org/help/oa. A list goes on as long as an answer carries a resumption token with text in it.
 */
import { parseArxivId } from "../papers/arxiv-id.ts";
import { splitNames } from "../papers/names.ts";
import { excerptOf, sort, type Parsed } from "../papers/record.ts";
import { arxivCategories } from "./arxiv-api.ts";
import { readTime } from "./dates.ts";
import { childOf, childrenOf, parseXml, textOf, type Element } from "./xml.ts";

const OAI = "http://www.openarchives.org/OAI/2.0/";

export interface OaiAnswer extends Parsed {
  /** Identifiers of records that the repository says are deleted. */
  deleted: string[];
  /** Undefined when the list is complete. */
  resumption: string | undefined;
  /** When the repository answered: the next harvest starts from there. */
  responseDate: string | undefined;
  /** `noRecordsMatch`, `badResumptionToken`, …, with the repository's words. */
  error: { code: string; message: string } | undefined;
}

/** @throws Error when the answer is not one of OAI-PMH */
export function parseOaiAnswer(text: string): OaiAnswer {
  const root = parseXml(text);
  if (root.name !== "OAI-PMH" || root.namespace !== OAI)
    throw new Error(`An answer of OAI-PMH was expected, not <${root.name}>.`);
  const answer: OaiAnswer = {
    papers: [],
    rejected: [],
    deleted: [],
    resumption: undefined,
    responseDate: textOf(root, "responseDate", OAI),
    error: undefined,
  };
  const error = childOf(root, "error", OAI);
  if (error)
    answer.error = { code: error.attributes.code ?? "unknown", message: error.text.trim().slice(0, 300) };
  const list = childOf(root, "ListRecords", OAI) ?? childOf(root, "GetRecord", OAI);
  for (const record of childrenOf(list, "record", OAI)) readRecord(record, answer);
  answer.resumption = textOf(list, "resumptionToken", OAI);
  return answer;
}

function readRecord(record: Element, answer: OaiAnswer): void {
  const header = childOf(record, "header", OAI);
  if (header?.attributes.status === "deleted") {
    const gone = parseArxivId(textOf(header, "identifier", OAI) ?? "");
    if (gone) answer.deleted.push(gone.id);
    return;
  }
  const metadata = childOf(record, "metadata", OAI);
  const plain = childOf(metadata, "arXiv");
  const raw = childOf(metadata, "arXivRaw");
  const body = plain ?? raw;
  const id = parseArxivId(textOf(body, "id") ?? "")?.id;
  if (!body || id === undefined) {
    answer.rejected.push({
      reason: body
        ? "The record's id is no arXiv identifier."
        : "The record has neither arXiv nor arXivRaw metadata.",
      excerpt: excerptOf(textOf(header, "identifier", OAI) ?? record),
    });
    return;
  }
  sort(
    {
      id,
      title: textOf(body, "title") ?? "",
      abstract: textOf(body, "abstract") ?? "",
      authors: plain
        ? namesInParts(plain)
        : splitNames(withoutBrackets(textOf(body, "authors") ?? "")).map((name) => ({ name })),
      categories: arxivCategories((textOf(body, "categories") ?? "").split(/\s+/)),
      comment: textOf(body, "comments") ?? null,
      journalRef: textOf(body, "journal-ref") ?? null,
      doi: textOf(body, "doi") ?? null,
      licence: textOf(body, "license") ?? null,
      ...(raw
        ? versionsOf(raw)
        : { submitted: readTime(textOf(body, "created")), updated: readTime(textOf(body, "updated")) }),
    },
    answer,
  );
}

function namesInParts(
  body: Element,
): { name: string; family?: string; given?: string; affiliation?: string }[] {
  return childrenOf(childOf(body, "authors"), "author").map((author) => {
    const family = textOf(author, "keyname");
    const given = textOf(author, "forenames");
    const suffix = textOf(author, "suffix");
    return {
      name: [given, family, suffix].filter(Boolean).join(" "),
      family,
      given,
      affiliation: textOf(author, "affiliation"),
    };
  });
}

/** «A. Author (1), B. Author (2) ((1) Somewhere, (2) Elsewhere)»: affiliations have commas of their own. */
function withoutBrackets(text: string): string {
  let depth = 0;
  let outside = "";
  for (const character of text) {
    if (character === "(") depth++;
    else if (character === ")") depth = Math.max(0, depth - 1);
    else if (depth === 0) outside += character;
  }
  return outside;
}

/** `<version version="v2"><date>Mon, 2 Sep 2026 10:00:00 GMT</date></version>`, the first submission first. */
function versionsOf(raw: Element): { version?: number; submitted?: Date; updated?: Date } {
  const versions = childrenOf(raw, "version")
    .map((one) => ({
      number: Number(/^v(\d{1,4})$/.exec(one.attributes.version ?? "")?.[1]),
      date: readTime(textOf(one, "date")),
    }))
    .filter(({ number }) => number >= 1)
    .sort((a, b) => a.number - b.number);
  if (versions.length === 0) return {};
  const last = versions.at(-1)!;
  return { version: last.number, submitted: versions[0].date, updated: last.date };
}
