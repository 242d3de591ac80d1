/**
 * @file arXiv's daily announcements by category, as RSS 2.0 and as Atom: what was announced today, with the kind of announcement and the licence.
 *
 * Documented at info.arxiv.org/help/rss_specifications. A paper's text stands in the description behind «Announce Type: … Abstract:», the identifier
 * with version in the guid, all authors in one string.
 */
import { parseArxivId } from "../papers/arxiv-id.ts";
import { splitNames } from "../papers/names.ts";
import { excerptOf, sort, type Listing, type Parsed } from "../papers/record.ts";
import { ARXIV, ATOM, arxivCategories } from "./arxiv-api.ts";
import { readLocalDay } from "./dates.ts";
import { childOf, childrenOf, parseXml, textOf, type Element } from "./xml.ts";

const DC = "http://purl.org/dc/elements/1.1/";

/** @throws Error when the answer is neither RSS nor Atom */
export function parseDailyAnswer(text: string): Parsed {
  const root = parseXml(text);
  const parsed: Parsed = { papers: [], rejected: [] };
  if (root.name === "rss") {
    const channel = childOf(root, "channel");
    const built = readLocalDay(textOf(channel, "pubDate") ?? textOf(channel, "lastBuildDate"));
    childrenOf(channel, "item").forEach((item, position) => readItem(rssItem(item), built, position, parsed));
  } else if (root.name === "feed" && root.namespace === ATOM) {
    const built = readLocalDay(textOf(root, "updated", ATOM));
    childrenOf(root, "entry", ATOM).forEach((entry, position) =>
      readItem(atomItem(entry), built, position, parsed),
    );
  } else throw new Error(`A list in RSS or Atom was expected, not <${root.name}>.`);
  return parsed;
}

interface Item {
  id: string | undefined;
  title: string | undefined;
  description: string;
  authors: string[];
  categories: string[];
  announced: string | undefined;
  kind: string | undefined;
  licence: string | undefined;
  doi: string | undefined;
  journalRef: string | undefined;
}

function rssItem(item: Element): Item {
  return {
    ...shared(item),
    id: textOf(item, "guid") ?? textOf(item, "link"),
    title: textOf(item, "title"),
    description: textOf(item, "description") ?? "",
    authors: childrenOf(item, "creator", DC).flatMap(({ text }) => splitNames(text)),
    categories: childrenOf(item, "category").map(({ text }) => text),
    announced: readLocalDay(textOf(item, "pubDate")),
  };
}

function atomItem(entry: Element): Item {
  const people = childrenOf(entry, "author", ATOM).map((author) => textOf(author, "name", ATOM) ?? "");
  const creators = childrenOf(entry, "creator", DC).map(({ text }) => text);
  return {
    ...shared(entry),
    id: textOf(entry, "id", ATOM),
    title: textOf(entry, "title", ATOM),
    description: textOf(entry, "summary", ATOM) ?? "",
    authors: (people.length > 0 ? people : creators).flatMap(splitNames),
    categories: childrenOf(entry, "category", ATOM).map(({ attributes }) => attributes.term ?? ""),
    announced: readLocalDay(textOf(entry, "published", ATOM)),
  };
}

function shared(item: Element): Pick<Item, "kind" | "licence" | "doi" | "journalRef"> {
  return {
    kind: textOf(item, "announce_type", ARXIV),
    licence: textOf(item, "rights", DC) ?? textOf(item, "rights", ATOM),
    doi: textOf(item, "DOI", ARXIV) ?? textOf(item, "doi", ARXIV),
    journalRef: textOf(item, "journal_reference", ARXIV),
  };
}

const KINDS = ["new", "cross", "replace", "replace-cross"] as const;
const DESCRIPTION = /^\s*arXiv:\S+\s+Announce Type:\s*(\S+)\s*Abstract:\s*([\s\S]*)$/;

function readItem(item: Item, built: string | undefined, position: number, parsed: Parsed): void {
  const arxiv = parseArxivId(item.id ?? "");
  const day = item.announced ?? built;
  if (!arxiv || item.title === undefined || day === undefined) {
    const what = arxiv ? (item.title === undefined ? "no title" : "no day") : "no arXiv identifier";
    parsed.rejected.push({ reason: `The item has ${what}.`, excerpt: excerptOf(item) });
    return;
  }
  const described = DESCRIPTION.exec(item.description);
  const said = item.kind ?? described?.[1];
  const kind: Listing["kind"] = KINDS.find((one) => one === said) ?? "listed";
  sort(
    {
      id: arxiv.id,
      version: arxiv.version,
      title: item.title,
      abstract: described?.[2] ?? item.description,
      authors: item.authors.map((name) => ({ name })),
      categories: arxivCategories(item.categories),
      comment: null,
      journalRef: item.journalRef ?? null,
      doi: item.doi ?? null,
      licence: item.licence ?? null,
      // A replacement was announced for the first time on another day.
      announced: kind.startsWith("replace") ? null : day,
      listings: [{ list: "arxiv", day, position, kind }],
    },
    parsed,
  );
}
