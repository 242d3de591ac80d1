/**
 * @file Papers from BibTeX: entries with title and author; the arXiv identifier from `eprint`, an address or the DOI that arXiv gives.
 *
 * Braces, quotes, `#` between strings and `@string` are read; TeX accents become letters; other commands stay as they are for the page to render.
 */
import { createHash } from "node:crypto";
import { parseArxivId } from "../papers/arxiv-id.ts";
import { excerptOf, sort, type Parsed } from "../papers/record.ts";
import { untex } from "../papers/tex.ts";
import { arxivCategories } from "./arxiv-api.ts";

const MAX_DEPTH = 50;
/** Each costs a look through the rest of the file. */
const MOST_UNFINISHED = 100;

/** Reads a file; entries that are none are among the rejected. Never throws. */
export function parseBibtex(text: string): Parsed {
  const parsed: Parsed = { papers: [], rejected: [] };
  const strings = new Map<string, string>();
  let unfinished = 0;
  const begins = /@\s*([a-zA-Z]+)\s*[{(]/g;
  for (let match = begins.exec(text); match; match = begins.exec(text)) {
    const kind = match[1].toLowerCase();
    const end = closing(text, begins.lastIndex - 1);
    if (end === undefined) {
      if (++unfinished > MOST_UNFINISHED) break;
      parsed.rejected.push({
        reason: "The entry does not end.",
        excerpt: excerptOf(text.slice(match.index)),
      });
      continue;
    }
    const body = text.slice(begins.lastIndex, end);
    begins.lastIndex = end + 1;
    if (kind === "comment" || kind === "preamble") continue;
    if (kind === "string") {
      for (const [name, value] of fieldsOf(body, strings)) strings.set(name, value);
      continue;
    }
    const comma = body.indexOf(",");
    const fields = new Map(comma < 0 ? [] : fieldsOf(body.slice(comma + 1), strings));
    readEntry(fields, body, parsed);
  }
  return parsed;
}

function readEntry(fields: Map<string, string>, body: string, parsed: Parsed): void {
  const field = (name: string): string | undefined => {
    const value = fields.get(name);
    return value === undefined ? undefined : untex(value);
  };
  const title = field("title");
  if (title === undefined) {
    parsed.rejected.push({ reason: "The entry has no title.", excerpt: excerptOf(body) });
    return;
  }
  const doi = fields.get("doi")?.replace(/^https?:\/\/(?:dx\.)?doi\.org\//i, "");
  const places = [
    fields.get("eprint"),
    fields.get("url"),
    doi?.replace(/^10\.48550\/arxiv\./i, ""),
    fields.get("journal"),
  ];
  const arxiv = places
    .map((place) => parseArxivId(place?.replace(/^.*?(arXiv:\S+).*$/i, "$1") ?? ""))
    .find((found) => found !== undefined);
  const year = /\d{4}/.exec(fields.get("year") ?? fields.get("date") ?? "")?.[0];
  sort(
    {
      id:
        arxiv?.id ??
        (doi !== undefined && /^10\.[\x21-\x7e]+$/.test(doi)
          ? `doi:${doi.toLowerCase()}`
          : `bib:${digest(title)}`),
      version: arxiv?.version,
      title,
      abstract: field("abstract") ?? "",
      authors: namesIn(fields.get("author") ?? "")
        .map(nameOf)
        .filter(({ name }) => name !== "" && name !== "others"),
      categories: arxivCategories([fields.get("primaryclass") ?? ""]),
      comment: field("note") ?? null,
      journalRef:
        arxiv && /arxiv/i.test(fields.get("journal") ?? "")
          ? null
          : (field("journal") ?? field("booktitle") ?? null),
      doi: doi ?? null,
      licence: null,
      submitted: year === undefined ? undefined : new Date(Date.UTC(Number(year), 0, 1)),
    },
    parsed,
  );
}

/** Names are parted by «and», but not within braces: `{Rock and Roll}` is one. */
function namesIn(text: string): string[] {
  const names = [""];
  let depth = 0;
  for (const word of text.split(/\s+/)) {
    if (depth === 0 && word.toLowerCase() === "and") names.push("");
    else names.push(`${names.pop()!} ${word}`.trim());
    for (const [sign] of word.matchAll(/(?<!\\)[{}]/g)) depth += sign === "{" ? 1 : -1;
  }
  return names;
}

/** «Family, Given» or «Given Family»; «Family, Jr, Given» has three parts; what stands in braces has none. */
function nameOf(text: string): { name: string; family?: string; given?: string } {
  const parts = /^\{[^{}]*\}$/.test(text)
    ? []
    : untex(text)
        .split(",")
        .map((part) => part.trim());
  if (parts.length < 2 || parts[0] === "") return { name: untex(text).trim() };
  const given = parts.at(-1)!;
  const family = parts.slice(0, -1).join(" ");
  return { name: `${given} ${family}`.trim(), family, ...(given === "" ? {} : { given }) };
}

function digest(title: string): string {
  const plain = title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  return createHash("sha256").update(plain).digest("hex").slice(0, 16);
}

/** Where the brace or bracket at `from` is closed. */
function closing(text: string, from: number): number | undefined {
  const close = text[from] === "{" ? "}" : ")";
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === "\\") at++;
    else if (character === "{" || (at === from && character === "(")) depth++;
    else if (character === "}" || (character === close && depth === 1)) {
      if (--depth === 0) return at;
      if (depth < 0) return undefined;
    }
    if (depth > MAX_DEPTH) return undefined;
  }
  return undefined;
}

/** `name = {value}`, `name = "value" # string`, `name = 2026`. */
function fieldsOf(body: string, strings: ReadonlyMap<string, string>): [string, string][] {
  const fields: [string, string][] = [];
  const name = /\s*([a-zA-Z][\w-]*)\s*=\s*/y;
  let at = 0;
  while (at < body.length) {
    name.lastIndex = at;
    const match = name.exec(body);
    if (!match) {
      at++;
      continue;
    }
    at = name.lastIndex;
    let value = "";
    for (;;) {
      const piece = pieceAt(body, at, strings);
      if (!piece) break;
      value += piece.value;
      at = piece.end;
      const more = /\s*#\s*/y;
      more.lastIndex = at;
      if (!more.test(body)) break;
      at = more.lastIndex;
    }
    fields.push([match[1].toLowerCase(), value.replace(/\s+/g, " ").trim()]);
    const comma = body.indexOf(",", at);
    at = comma < 0 ? body.length : comma + 1;
  }
  return fields;
}

function pieceAt(
  body: string,
  at: number,
  strings: ReadonlyMap<string, string>,
): { value: string; end: number } | undefined {
  if (body[at] === "{") {
    const end = closing(body, at);
    return end === undefined ? undefined : { value: body.slice(at + 1, end), end: end + 1 };
  }
  if (body[at] === '"') {
    let depth = 0;
    for (let end = at + 1; end < body.length; end++) {
      if (body[end] === "\\") end++;
      else if (body[end] === "{") depth++;
      else if (body[end] === "}") depth--;
      else if (body[end] === '"' && depth <= 0) return { value: body.slice(at + 1, end), end: end + 1 };
    }
    return undefined;
  }
  const word = /[\w.:+-]+/y;
  word.lastIndex = at;
  const match = word.exec(body);
  return match ? { value: strings.get(match[0].toLowerCase()) ?? match[0], end: word.lastIndex } : undefined;
}
