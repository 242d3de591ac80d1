/**
 * @file The tree as HTML. What is written here is all that can come out: these elements, with these attributes, and every letter of the source
 * escaped.
 */
import { escapeHtml } from "../escape.ts";
import type { Block, Cell, Inline } from "./tree.ts";

/** What differs from one kind of text to another. */
export interface Style {
  heading(depth: number, source: string, content: string): string;
  /** A link, or its content alone where it leads nowhere that is allowed. */
  link(href: string, title: string | undefined, content: string): string;
  image(href: string, alt: string): string;
  /** Everything of KaTeX's, or the source where it cannot be set. */
  formula(tex: string, written: string, display: boolean): string;
}

export function htmlOf(blocks: readonly Block[], style: Style): string {
  return blocks.map((block) => blockHtml(block, style)).join("");
}

function blockHtml(block: Block, style: Style): string {
  switch (block.kind) {
    case "paragraph":
      return `<p>${inlineHtml(block.children, style)}</p>\n`;
    case "tight":
      return inlineHtml(block.children, style);
    case "heading":
      return style.heading(block.depth, block.source, inlineHtml(block.children, style));
    case "code":
      return `<pre tabindex="0"><code>${escapeHtml(block.text)}\n</code></pre>\n`;
    case "math":
      return `<div class="formula scroll" tabindex="0" role="group" aria-label="Formula">${style.formula(block.tex, block.written, true)}</div>\n`;
    case "quote":
      return `<blockquote>\n${htmlOf(block.children, style)}</blockquote>\n`;
    case "list": {
      const tag = block.start === undefined ? "ul" : "ol";
      const start = block.start === undefined || block.start === 1 ? "" : ` start="${block.start}"`;
      const items = block.items.map((item) => `<li>${htmlOf(item, style)}</li>\n`).join("");
      return `<${tag}${start}>\n${items}</${tag}>\n`;
    }
    case "table": {
      const row = (cells: readonly Cell[], tag: "th" | "td"): string =>
        `<tr>${cells.map((cell) => cellHtml(cell, tag, style)).join("")}</tr>`;
      const body = block.rows.map((cells) => row(cells, "td")).join("\n");
      return `<div class="scroll" tabindex="0" role="group" aria-label="Table"><table><thead>${row(block.header, "th")}</thead><tbody>${body}</tbody></table></div>\n`;
    }
    case "rule":
      return "<hr>\n";
  }
}

function cellHtml({ align, children }: Cell, tag: "th" | "td", style: Style): string {
  const placed = align === null ? "" : ` class="align-${align}"`;
  return `<${tag}${placed}${tag === "th" ? ' scope="col"' : ""}>${inlineHtml(children, style)}</${tag}>`;
}

function inlineHtml(nodes: readonly Inline[], style: Style): string {
  return nodes.map((node) => oneInline(node, style)).join("");
}

function oneInline(node: Inline, style: Style): string {
  switch (node.kind) {
    case "text":
      return escapeHtml(node.text);
    case "code":
      return `<code>${escapeHtml(node.text)}</code>`;
    case "math":
      return style.formula(node.tex, node.written, false);
    case "link":
      return style.link(node.href, node.title, inlineHtml(node.children, style));
    case "image":
      return style.image(node.href, node.alt);
    case "break":
      return "<br>";
    default:
      return `<${node.kind}>${inlineHtml(node.children, style)}</${node.kind}>`;
  }
}
