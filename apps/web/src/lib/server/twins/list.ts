/** @file A list as Markdown: a day, a week, a month, a category, trending, a search. */
import {
  feedPath,
  foldersById,
  listPage,
  markdown,
  pageIn,
  paperPage,
  ProblemError,
  readList,
  type ListAddress,
  type Period,
  type ReadList,
  type Reading,
  type SiteContext,
} from "@working-papers/daily";
import { LIST_ORDERS, oneOf, SEARCH_MODES, SEARCH_ORDERS } from "../choices.ts";
import { countVerdicts, describeCounts } from "../../verdicts.ts";

const SIZE = 50;

/**
 * @throws ProblemError when the address names no list
 */
export async function listMarkdown(site: SiteContext, list: ListAddress, url: URL): Promise<string> {
  const { origin } = url;
  const page = pageIn(url.searchParams);
  const read = await readList(site, list, { size: SIZE, page, ...ordered(list, url.searchParams) });
  const folders = foldersById(await site.evidence.all());
  const papers = read.papers.map((paper) => {
    const folder = folders.get(paper.id);
    const facts = [
      paper.authors.map(({ name }) => markdown(name)).join(", "),
      [paper.id, ...paper.categories, paper.listed].filter(Boolean).join(", "),
      paper.why === undefined ? "" : `Score: ${paper.why}`,
      folder && folder.runs.length > 0
        ? `Runs here: ${describeCounts(countVerdicts(folder.verdicts.map(({ verdict }) => verdict)))}`
        : "",
    ];
    const abstract = paper.abstract || folder?.paper.summary || "";
    return [
      `## [${markdown(paper.title)}](${origin}${paperPage(paper.id, folder?.paper.slug)}.md)`,
      facts
        .filter(Boolean)
        .map((fact) => `- ${fact}`)
        .join("\n"),
      abstract.split("\n\n").map(markdown).join("\n\n"),
    ].join("\n\n");
  });
  const parts = [
    `# ${markdown(read.title)}`,
    [read.description, ...read.notes].map(markdown).join(" "),
    pages(read, page, url),
    ...papers,
    links(list, read.previous, read.next, origin),
  ];
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}

/** The order that the page of this address has. */
function ordered(list: ListAddress, query: URLSearchParams): Omit<Reading, "size"> {
  const ask = <Name extends string>(choices: Readonly<Record<Name, string>>, name: string): Name =>
    oneOf(choices, query.get(name), (names, given) => {
      throw new ProblemError(400, `${name} is ${names}, not «${given}».`);
    });
  if (list.kind === "trending") return { day: query.get("day") ?? undefined };
  if (list.kind === "search")
    return { search: { mode: ask(SEARCH_MODES, "mode"), sort: ask(SEARCH_ORDERS, "sort") } };
  return { sort: ask(LIST_ORDERS, "sort") };
}

function pages({ pages: all, more }: ReadList, page: number, url: URL): string {
  if (page === 1 && !more) return "";
  const next = new URL(url);
  next.searchParams.set("page", String(page + 1));
  return `Page ${page}${all === undefined ? "" : ` of ${all}`}.${more ? ` [Next page](${next.href})` : ""}`;
}

function links(
  list: ListAddress,
  previous: Period | undefined,
  next: Period | undefined,
  origin: string,
): string {
  const neighbours = [
    previous && `[Before: ${previous.id}](${origin}/${previous.unit}/${previous.id}.md)`,
    next && `[After: ${next.id}](${origin}/${next.unit}/${next.id}.md)`,
  ];
  return [
    "---",
    [
      ...neighbours,
      `[Page](${origin}${listPage(list)})`,
      `[Atom](${origin}${feedPath(list, "atom")})`,
      `[Trending](${origin}/trending.md)`,
    ]
      .filter(Boolean)
      .join(" · "),
  ].join("\n\n");
}
