/** @file What a site says of itself to programs: robots.txt, llms.txt, and a description for the search box of browsers. */
import { answer } from "../http/answer.ts";
import { ProblemError } from "../http/problem.ts";
import { endpoints } from "../api/endpoints.ts";
import { xml } from "../syndication/document.ts";
import type { SiteContext } from "./context.ts";

const FRESH_SECONDS = 86_400;

const FILES: Record<
  string,
  { type: string; write(site: SiteContext, origin: string): string | Promise<string> }
> = {
  "/robots.txt": { type: "text/plain; charset=utf-8", write: robots },
  "/llms.txt": { type: "text/markdown; charset=utf-8", write: llms },
  "/opensearch.xml": { type: "application/opensearchdescription+xml; charset=utf-8", write: openSearch },
};

/**
 * @throws ProblemError when there is no such file
 */
export async function serveAbout(request: Request, site: SiteContext): Promise<Response> {
  const { pathname, origin } = new URL(request.url);
  const file = FILES[pathname];
  if (!file) throw new ProblemError(404, "There is no such file.");
  return answer(request, { body: await file.write(site, origin), type: file.type, fresh: FRESH_SECONDS });
}

/** RFC 9309. Search pages are without end and say that they are not to be kept. */
function robots(_site: SiteContext, origin: string): string {
  return `User-agent: *
Disallow: /search
Disallow: /theme
Disallow: /sign-in
Disallow: /account
Allow: /

Sitemap: ${origin}/sitemap.xml
`;
}

/** llmstxt.org: a title, a summary, and links with what is behind them. */
async function llms({ name, evidence }: SiteContext, origin: string): Promise<string> {
  const folders = (await evidence.all()).filter(({ runs }) => runs.length > 0);
  const papers = folders.map(
    ({ paper }) => `- [${paper.title}](${origin}/papers/${paper.slug}.md): ${paper.system}`,
  );
  const paths = endpoints.map(({ path, summary }) => `- \`GET ${path}\`: ${summary}`);
  return `# ${name}

> A daily list of research papers on which papers run: their claims stand in a table, each measured by an experiment that can be repeated. A verdict is computed from recorded runs and never typed in.

Every page has a Markdown form: add \`.md\` to its address, or ask for \`text/markdown\`. Abstracts are their authors'; summaries, claims and notes are this site's.

## Lists

- [Today](${origin}/index.md): the last day that has papers
- [Trending](${origin}/trending.md): with the formula and every term of every score
- A day, a week, a month: ${origin}/day/2026-09-10.md, ${origin}/week/2026-W37.md, ${origin}/month/2026-09.md
- A category: ${origin}/category/cs.CL.md
- A search: ${origin}/search.md?q=words, with quotes, minus, author:, category:, after:, before:

## Papers that run

${papers.length > 0 ? papers.join("\n") : "- None yet."}

## API

- [OpenAPI 3.1](${origin}/api/openapi.json), read only, no key
${paths.join("\n")}

## Optional

- [Feeds](${origin}/feeds/latest.atom): Atom, RSS and JSON Feed of every list and every search
- [Sitemap](${origin}/sitemap.xml)
`;
}

/** OpenSearch 1.1: a browser offers the site in its search box. */
function openSearch({ name }: SiteContext, origin: string): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
  <ShortName>${xml(name.slice(0, 16))}</ShortName>
  <Description>${xml(`Search ${name} by words and by meaning`)}</Description>
  <InputEncoding>UTF-8</InputEncoding>
  <Image height="16" width="16" type="image/svg+xml">${xml(origin)}/mark.svg</Image>
  <Url type="text/html" method="get" template="${xml(origin)}/search?q={searchTerms}"/>
  <Url type="application/atom+xml" template="${xml(origin)}/feeds/search.atom?q={searchTerms}"/>
  <Url type="application/opensearchdescription+xml" rel="self" template="${xml(origin)}/opensearch.xml"/>
</OpenSearchDescription>
`;
}
