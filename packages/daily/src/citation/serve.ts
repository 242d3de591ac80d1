/** @file Answers `/exports/…`: a paper or a list as BibTeX, CSL-JSON and RIS. */
import { answer } from "../http/answer.ts";
import { ProblemError } from "../http/problem.ts";
import { readPaper } from "../papers/read.ts";
import { EXPORT_FORMATS, exportPath, parseListName, type ExportFormat } from "../site/addresses.ts";
import { findFolder, type SiteContext } from "../site/context.ts";
import { readList } from "../site/list.ts";
import { BIBTEX_TYPE, writeBibtex } from "./bibtex.ts";
import { citedCard, type Cited } from "./cited.ts";
import { CSL_TYPE, writeCsl } from "./csl.ts";
import { RIS_TYPE, writeRis } from "./ris.ts";

const FORMATS: Record<ExportFormat, { write(papers: readonly Cited[]): string; type: string }> = {
  bib: { write: writeBibtex, type: BIBTEX_TYPE },
  "csl.json": { write: writeCsl, type: CSL_TYPE },
  ris: { write: writeRis, type: RIS_TYPE },
};

const PAPERS = 100;

/**
 * @throws ProblemError when there is no such list or paper
 */
export async function serveExport(request: Request, site: SiteContext): Promise<Response> {
  const url = new URL(request.url);
  const format = EXPORT_FORMATS.find((known) => url.pathname.endsWith(`.${known}`));
  const name = format && /^\/exports\/(.+)$/.exec(url.pathname.slice(0, -format.length - 1))?.[1];
  const papers = name === undefined ? undefined : await papersOf(site, name, url.searchParams);
  if (papers === undefined || format === undefined)
    throw new ProblemError(
      404,
      "There is no such export: /exports/ and papers/2410.00907, latest, trending, day/2026-09-10, week/2026-W37, month/2026-09, category/cs.CL or search was expected, and .bib, .csl.json or .ris.",
      [exportPath({ kind: "latest" }, "bib")],
    );
  const { write, type } = FORMATS[format];
  const file = `${name!.replace(/[^\w.-]+/g, "-").slice(0, 80)}.${format}`;
  return answer(request, {
    body: write(papers.map(citedCard)),
    type,
    // A browser shows what it can and keeps the rest under this name.
    headers: { "content-disposition": `inline; filename="${file}"` },
  });
}

async function papersOf(site: SiteContext, name: string, search: URLSearchParams) {
  if (name.startsWith("papers/")) {
    const id = decodeURIComponent(name.slice("papers/".length));
    const folder = await findFolder(site.evidence, id);
    const found = await readPaper(site.db, folder?.paper.arxiv ?? id);
    if (!found) throw new ProblemError(404, `There is no paper «${id.slice(0, 80)}» here.`);
    return [found.paper];
  }
  const list = parseListName(name, search);
  return list && (await readList(site, list, { size: PAPERS })).papers;
}
