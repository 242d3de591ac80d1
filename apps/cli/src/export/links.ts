/**
 * @file Addresses of a site as files, and its pages' links as ways from file to file.
 *
 * A page keeps its place in the tree, so that what is relative in it stays right: `/papers/l-mul` becomes `papers/l-mul.html`. Links become
 * relative too, and the files work in any folder of any host, without rules on its side.
 */
import { posix } from "node:path";

/** What of a query makes another page; everything else is left out. */
const PAGED = new Set(["page", "sort", "list", "day", "before"]);

/** The one address of a page for a link to it: without fragment, and with what of the query makes another page; undefined for other sites. */
export function addressOf(link: string, from: URL): URL | undefined {
  if (!URL.canParse(link, from.href)) return undefined;
  const url = new URL(link, from.href);
  if (url.origin !== from.origin) return undefined;
  url.hash = "";
  // Copied, as names are deleted on the way.
  for (const name of Array.from(url.searchParams.keys()))
    if (!PAGED.has(name) || url.searchParams.get(name) === "") url.searchParams.delete(name);
  if (url.searchParams.get("page") === "1") url.searchParams.delete("page");
  url.searchParams.sort();
  return url;
}

const EXTENSIONS: Record<string, string> = {
  "text/html": ".html",
  "text/markdown": ".md",
  "text/plain": ".txt",
  "application/json": ".json",
  "application/feed+json": ".json",
  "application/rss+xml": ".xml",
  "application/atom+xml": ".xml",
  "application/xml": ".xml",
  "image/svg+xml": ".svg",
  "image/png": ".png",
};

/** The file in which an answer of this type is kept. */
export function fileOf(url: URL, type: string): string {
  const path = decodeURIComponent(url.pathname).replace(/^\/+/, "");
  const variant = [...url.searchParams].map(([name, value]) => `~${name}-${value}`).join("");
  const mime = type.split(";")[0].trim().toLowerCase();
  const own = mime === "text/html" ? "" : posix.extname(path);
  const stem = path === "" || path.endsWith("/") ? `${path}index` : path.slice(0, path.length - own.length);
  const name = `${stem}${variant}${own || (EXTENSIONS[mime] ?? "")}`;
  const parts = name.split("/").map((part) => part.replace(/[\0<>:"\\|?*]/g, "_"));
  if (parts.includes("..")) throw new Error(`The address ${url.pathname} has no place in the folder.`);
  return parts.join("/");
}

/** Where addresses are kept, by `pathname?query`. */
export type Files = ReadonlyMap<string, string>;

export function keyOf(url: URL): string {
  return `${url.pathname}${url.search}`;
}

/** Links of a page: attributes that name other resources, in the order in which they stand. */
export function linksOf(html: string): string[] {
  return [...html.matchAll(ATTRIBUTE)].map(([, , , link]) => unescape(link));
}

/** Addresses of the next pages of a feed: Atom and RSS have a link of relation «next», JSON Feed a `next_url`. */
export function nextOf(feed: string): string[] {
  return [
    ...[...feed.matchAll(/\brel="next" href="([^"]*)"/g)].map(([, link]) => unescape(link)),
    ...[...feed.matchAll(/"next_url":\s*("(?:[^"\\]|\\.)*")/g)].map(([, text]) => JSON.parse(text) as string),
  ];
}

const ATTRIBUTE = /(\s(href|src|action|poster)=")([^"]*)"/g;

/** A page for its place in the folder: links lead to files, search to the page that searches by itself, and forms that need a server are not seen. */
export function rewritePage(html: string, url: URL, file: string, files: Files): string {
  return (
    html
      // Hidden and not taken out: scripts expect the page as the server made it.
      .replace(/<form\b(?=[^>]*\bmethod="post")/g, '<form style="display:none"')
      .replace(/<(\w+)\b(?=[^>]*\sdata-needs-server\b)/g, '<$1 style="display:none"')
      .replace(ATTRIBUTE, (whole, before: string, name: string, link: string) => {
        if (link === "" || link.startsWith("#") || link.startsWith("data:")) return whole;
        const target = targetOf(unescape(link), url, files);
        if (target === "elsewhere") return whole;
        // Nothing is there on this copy: a link without an address is a plain word.
        if (target === undefined) return name === "href" ? "" : whole;
        return `${before}${escape(relative(file, target.file))}${target.hash}"`;
      })
  );
}

/** The file of an address: one whose query is left out there is kept under its path, but a further page that is not there is not the first. */
const keptAt = (url: URL, files: Files): string | undefined =>
  files.get(keyOf(url)) ?? (url.searchParams.has("page") ? undefined : files.get(url.pathname));

interface Target {
  file: string;
  hash: string;
}

function targetOf(link: string, from: URL, files: Files): Target | "elsewhere" | undefined {
  const url = addressOf(link, from);
  if (!url) return "elsewhere";
  // On a copy, search is a page that searches by itself.
  if (url.pathname === "/search") [url.pathname, url.search] = ["/search/here", ""];
  const file = keptAt(url, files);
  const hash = link.includes("#") ? link.slice(link.indexOf("#")) : "";
  return file === undefined ? undefined : { file, hash };
}

/** A page that leads on to another one, where the site redirects. */
export function redirectPage(from: string, to: string): string {
  const way = escape(relative(from, to));
  return `<!doctype html><meta charset="utf-8"><title>Moved</title><meta http-equiv="refresh" content="0; url=${way}"><p>This page is <a href="${way}">here</a>.</p>\n`;
}

/** The way from one file to another. */
export function relative(from: string, to: string): string {
  const way = posix.relative(posix.dirname(from), to);
  return way.includes(":") ? `./${way}` : way;
}

/** Feeds and the like name pages by their full address: that of the file. */
export function rewriteAddresses(text: string, origin: string, publicBase: string, files: Files): string {
  return text.replaceAll(
    new RegExp(`${escapePattern(origin)}(/[^\\s"'<>)\\]}\\\\]*)?`, "g"),
    (whole, path = "/") => {
      const [bare, hash = ""] = unescape(path as string).split(/(?=#)/);
      const url = addressOf(bare, new URL(origin));
      const file = url && keptAt(url, files);
      return file === undefined
        ? whole.replace(origin, publicBase.replace(/\/$/, ""))
        : `${publicBase}${file}${hash}`;
    },
  );
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function unescape(text: string): string {
  return text
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

function escape(text: string): string {
  return encodeURI(text).replaceAll("&", "&amp;").replaceAll('"', "&quot;");
}
