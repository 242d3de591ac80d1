/**
 * @file Markdown of the repository: a paper's notes and the methods of its experiments.
 *
 * HTML in the source is shown, not obeyed; links lead to http, https, mail and places on the page; pictures from elsewhere become
 * links, so that no page asks another host for anything.
 */
import katex from "katex";
import { escapeHtml } from "../escape.ts";
import { htmlOf, type Style } from "./html.ts";
import { parseMarkdown } from "./parse.ts";
import type { Block } from "./tree.ts";

export interface MarkdownOptions {
  /** Put before the id of every heading, so that ids of one page stay different. */
  idPrefix: string;
  /** Added to every heading's level. */
  shiftHeadings: number;
}

/** A whole document. Its first-level headings are left out: the page has a title already. */
export function renderMarkdown(source: string, options: MarkdownOptions): string {
  const { blocks } = parseMarkdown(source, false);
  return htmlOf(blocks, styleOf(options, headingIds(blocks)));
}

/** A few sentences, without headings or anchors. */
export function renderProse(source: string): string {
  return renderMarkdown(source, { idPrefix: "", shiftHeadings: 3 });
}

function styleOf({ idPrefix, shiftHeadings }: MarkdownOptions, headings: ReadonlySet<string>): Style {
  const used = new Map<string, number>();
  return {
    heading(depth, source, content) {
      if (depth === 1) return "";
      const level = Math.min(6, depth + shiftHeadings);
      if (!idPrefix) return `<h${level}>${content}</h${level}>\n`;
      const id = idPrefix + unique(anchorName(source), used);
      return `<h${level} id="${id}">${content} <a class="anchor" href="#${id}" aria-label="Link to this section">#</a></h${level}>\n`;
    },
    link(href, title, content) {
      const target = safeTarget(href, idPrefix, headings);
      if (target === undefined) return `<span class="file" title="${escapeHtml(href)}">${content}</span>`;
      const hint = title ? ` title="${escapeHtml(title)}"` : "";
      return `<a href="${escapeHtml(target)}"${hint}>${content}</a>`;
    },
    image: (href, alt) =>
      /^https?:/.test(href)
        ? `<a href="${escapeHtml(href)}">${escapeHtml(alt || href)}</a>`
        : escapeHtml(alt),
    formula: (tex, _, displayMode) =>
      katex.renderToString(tex, {
        displayMode,
        output: "htmlAndMathml",
        throwOnError: false,
        trust: false,
        strict: "ignore",
        maxExpand: 200,
      }),
  };
}

/** Where a link may lead; nothing for a file of the repository, which the site does not serve, or another scheme. */
function safeTarget(href: string, idPrefix: string, headings: ReadonlySet<string>): string | undefined {
  if (/^(https?:|mailto:)/i.test(href)) return href;
  if (!href.startsWith("#")) return undefined;
  return headings.has(href.slice(1)) ? `#${idPrefix}${href.slice(1)}` : href;
}

function headingIds(blocks: readonly Block[]): Set<string> {
  const used = new Map<string, number>();
  const headings = blocks.flatMap((block) => (block.kind === "heading" && block.depth > 1 ? [block] : []));
  return new Set(headings.map(({ source }) => unique(anchorName(source), used)));
}

/** A heading as part of an address: «the-energy-model». */
function anchorName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, "")
    .trim()
    .replace(/\s+/g, "-");
}

function unique(name: string, used: Map<string, number>): string {
  const count = used.get(name) ?? 0;
  used.set(name, count + 1);
  return count === 0 ? name : `${name}-${count}`;
}
