/**
 * @file Markdown with formulas as HTML that is safe to put on a page.
 *
 * HTML in the source is shown, not obeyed; links lead to http, https, mail and places on the page; pictures from elsewhere become
 * links, so that no page asks another host for anything.
 */
import katex from "katex";
import { Marked, type RendererObject, type TokenizerAndRendererExtension, type Tokens } from "marked";
import { escapeHtml } from "./escape.ts";

export interface MarkdownOptions {
  /** Put before the id of every heading, so that ids of one page stay different. */
  idPrefix: string;
  /** Added to every heading's level. */
  shiftHeadings: number;
}

/** A whole document. Its first-level headings are left out: the page has a title already. */
export function renderMarkdown(source: string, options: MarkdownOptions): string {
  const headings = headingIds(source);
  const marked = new Marked({
    gfm: true,
    renderer: renderer(options, headings),
    extensions: [displayMath, inlineMath],
  });
  return marked.parse(source, { async: false });
}

/** A few sentences, without headings or anchors. */
export function renderProse(source: string): string {
  return renderMarkdown(source, { idPrefix: "", shiftHeadings: 3 });
}

function renderer({ idPrefix, shiftHeadings }: MarkdownOptions, headings: Set<string>): RendererObject {
  const used = new Map<string, number>();
  return {
    html: ({ text }) => escapeHtml(text),
    heading({ tokens, depth, text }) {
      if (depth === 1) return "";
      const level = Math.min(6, depth + shiftHeadings);
      const content = this.parser.parseInline(tokens);
      if (!idPrefix) return `<h${level}>${content}</h${level}>\n`;
      const id = idPrefix + unique(anchorName(text), used);
      return `<h${level} id="${id}">${content} <a class="anchor" href="#${id}" aria-label="Link to this section">#</a></h${level}>\n`;
    },
    link({ href, title, tokens }) {
      const content = this.parser.parseInline(tokens);
      const target = safeTarget(href, idPrefix, headings);
      if (target === undefined) return `<span class="file" title="${escapeHtml(href)}">${content}</span>`;
      const hint = title ? ` title="${escapeHtml(title)}"` : "";
      return `<a href="${escapeHtml(target)}"${hint}>${content}</a>`;
    },
    image: ({ href, text }) =>
      /^https?:/.test(href)
        ? `<a href="${escapeHtml(href)}">${escapeHtml(text || href)}</a>`
        : escapeHtml(text),
    table(token) {
      const row = (cells: Tokens.TableCell[]): string =>
        `<tr>${cells.map((cell) => tableCell(cell, this.parser.parseInline(cell.tokens))).join("")}</tr>`;
      const body = token.rows.map(row).join("\n");
      return `<div class="scroll" tabindex="0" role="group" aria-label="Table"><table><thead>${row(token.header)}</thead><tbody>${body}</tbody></table></div>\n`;
    },
    code: ({ text }) => `<pre tabindex="0"><code>${escapeHtml(text)}\n</code></pre>\n`,
  };
}

function tableCell({ header, align }: Tokens.TableCell, content: string): string {
  const tag = header ? "th" : "td";
  return `<${tag}${align ? ` class="align-${align}"` : ""}${header ? ' scope="col"' : ""}>${content}</${tag}>`;
}

/** Where a link may lead; nothing for a file of the repository, which the site does not serve, or another scheme. */
function safeTarget(href: string, idPrefix: string, headings: Set<string>): string | undefined {
  if (/^(https?:|mailto:)/i.test(href)) return href;
  if (!href.startsWith("#")) return undefined;
  return headings.has(href.slice(1)) ? `#${idPrefix}${href.slice(1)}` : href;
}

function headingIds(source: string): Set<string> {
  const used = new Map<string, number>();
  const lines = source.replace(/^(```|~~~)[\s\S]*?^\1/gm, "").matchAll(/^#{2,6}\s+(.+?)\s*#*$/gm);
  return new Set([...lines].map(([, text]) => unique(anchorName(text), used)));
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

interface MathToken extends Tokens.Generic {
  formula: string;
}

const displayMath: TokenizerAndRendererExtension = {
  name: "displayMath",
  level: "block",
  start: (source) => source.match(/^\$\$/m)?.index,
  tokenizer(source) {
    const match = /^ {0,3}\$\$([\s\S]+?)\$\$[ \t]*(?:\n+|$)/.exec(source);
    return match ? { type: "displayMath", raw: match[0], formula: match[1].trim() } : undefined;
  },
  renderer: (token) =>
    `<div class="formula scroll" tabindex="0" role="group" aria-label="Formula">${formula((token as MathToken).formula, true)}</div>\n`,
};

const inlineMath: TokenizerAndRendererExtension = {
  name: "inlineMath",
  level: "inline",
  start: (source) => source.indexOf("$"),
  tokenizer(source) {
    const match = /^\$(?!\s)((?:\\[\s\S]|[^\\$])+?)(?<!\s)\$(?!\d)/.exec(source);
    return match ? { type: "inlineMath", raw: match[0], formula: match[1] } : undefined;
  },
  renderer: (token) => formula((token as MathToken).formula, false),
};

function formula(source: string, displayMode: boolean): string {
  return katex.renderToString(source, {
    displayMode,
    output: "htmlAndMathml",
    throwOnError: false,
    trust: false,
    strict: "ignore",
    maxExpand: 200,
  });
}
