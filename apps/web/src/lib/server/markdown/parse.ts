/**
 * @file Markdown (GitHub's, with formulas between dollars) as a tree.
 *
 * The lexer is marked's, which takes a text apart and renders nothing here. Its time grows with the square of the marks in a paragraph and its stack with
 * nesting, so a text that has too many of either is not given to it: it is shown as it was written.
 */
import { Marked, type Token, type TokenizerAndRendererExtension, type Tokens } from "marked";
import type { Align, Block, Cell, Inline } from "./tree.ts";

export interface Parsed {
  blocks: Block[];
  /** Why the text is shown as it was written, in a sentence. */
  refused?: string;
}

/** Quotes and lists within each other, at the beginning of one line. */
const MOST_NESTED = 8;
/** Signs that may begin or end something, in one paragraph. */
const MOST_MARKS = 400;
/** And in all. */
const MOST_IN_ALL = 2_000;
/** Of what is deeper only the letters are kept. */
const DEEPEST = 16;

/** @param bounded whether the text is a stranger's: limits nesting and marks */
export function parseMarkdown(source: string, bounded = true): Parsed {
  const refused = bounded ? excess(source) : undefined;
  if (refused !== undefined) return { blocks: asWritten(source), refused };
  return { blocks: blocksOf(lexer.lexer(source), 0) };
}

function excess(source: string): string | undefined {
  const nested = /^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))){9}/m;
  if (nested.test(source))
    return `More than ${MOST_NESTED} lists and quotes stand within each other on one line, so the text is shown as it was written.`;
  const marks = source.split(/\n[ \t]*\n/).map((part) => part.match(/[*_~`[\]<>!$@]/g)?.length ?? 0);
  if (marks.some((count) => count > MOST_MARKS))
    return `A paragraph has more than ${MOST_MARKS} signs like * and _, so the text is shown as it was written.`;
  if (marks.reduce((sum, count) => sum + count, 0) > MOST_IN_ALL)
    return `The text has more than ${MOST_IN_ALL} signs like * and _, so it is shown as it was written.`;
  return undefined;
}

function asWritten(source: string): Block[] {
  return source
    .split(/\n[ \t]*\n/)
    .filter((paragraph) => paragraph.trim() !== "")
    .map((text) => ({ kind: "paragraph", children: [{ kind: "text", text }] }));
}

function blocksOf(tokens: readonly Token[], depth: number): Block[] {
  return tokens.flatMap((token) => blockOf(token as Tokens.Generic, depth));
}

function blockOf(token: Tokens.Generic, depth: number): Block[] {
  const inline = (): Inline[] => inlinesOf(token.tokens ?? [], depth + 1);
  if (depth > DEEPEST) return [{ kind: "paragraph", children: [{ kind: "text", text: token.raw }] }];
  switch (token.type) {
    case "paragraph":
      return [{ kind: "paragraph", children: inline() }];
    case "text":
      return [
        { kind: "tight", children: token.tokens ? inline() : [{ kind: "text", text: decoded(token.text) }] },
      ];
    case "checkbox":
      return [{ kind: "tight", children: [{ kind: "text", text: token.checked ? "☑ " : "☐ " }] }];
    case "heading":
      return [{ kind: "heading", depth: token.depth, source: token.text, children: inline() }];
    case "code":
      return [{ kind: "code", text: token.text }];
    case "displayMath":
      return [{ kind: "math", tex: token.formula, written: token.raw.trim() }];
    case "blockquote":
      return [{ kind: "quote", children: blocksOf(token.tokens ?? [], depth + 1) }];
    case "list": {
      const list = token as Tokens.List;
      const start = list.ordered ? Number(list.start) || 1 : undefined;
      return [{ kind: "list", start, items: list.items.map(({ tokens }) => blocksOf(tokens, depth + 1)) }];
    }
    case "table": {
      const { header, rows } = token as Tokens.Table;
      const cells = (row: Tokens.TableCell[]): Cell[] =>
        row.map((cell) => ({ align: cell.align as Align, children: inlinesOf(cell.tokens, depth + 1) }));
      return [{ kind: "table", header: cells(header), rows: rows.map(cells) }];
    }
    case "hr":
      return [{ kind: "rule" }];
    case "html":
      return [{ kind: "paragraph", children: [{ kind: "text", text: token.text.trim() }] }];
    default:
      return [];
  }
}

function inlinesOf(tokens: readonly Token[], depth: number): Inline[] {
  return tokens.flatMap((token) => inlineOf(token as Tokens.Generic, depth));
}

function inlineOf(token: Tokens.Generic, depth: number): Inline[] {
  if (depth > DEEPEST) return [{ kind: "text", text: token.raw }];
  const children = (): Inline[] => inlinesOf(token.tokens ?? [], depth + 1);
  switch (token.type) {
    case "em":
    case "strong":
    case "del":
      return [{ kind: token.type, children: children() }];
    case "codespan":
      return [{ kind: "code", text: token.text }];
    case "inlineMath":
      return [{ kind: "math", tex: token.formula, written: token.raw }];
    case "link":
      return [
        { kind: "link", href: token.href, title: token.title || undefined, children: unlinked(children()) },
      ];
    case "image":
      return [{ kind: "image", href: token.href, alt: token.text }];
    case "br":
      return [{ kind: "break" }];
    case "escape":
    case "html":
      return [{ kind: "text", text: token.text }];
    case "text":
      return token.tokens ? children() : [{ kind: "text", text: decoded(token.text) }];
    default:
      return [{ kind: "text", text: token.raw }];
  }
}

/** A picture within a link would be a link within a link. */
function unlinked(nodes: Inline[]): Inline[] {
  return nodes.map((node) => {
    if (node.kind === "image") return { kind: "text", text: node.alt };
    return node.kind === "em" || node.kind === "strong" || node.kind === "del"
      ? { ...node, children: unlinked(node.children) }
      : node;
  });
}

const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
};

/** Character references as the characters they are; what names none stays as it is written. */
function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|(\w{2,8}));/g, (written, ten, sixteen, name) => {
    if (name !== undefined) return NAMED[name as string] ?? (written as string);
    const code = ten === undefined ? parseInt(sixteen as string, 16) : Number(ten);
    const shown = code >= 0x20 && code <= 0x10_ffff && !(code >= 0xd800 && code <= 0xdfff);
    return shown ? String.fromCodePoint(code) : "\ufffd";
  });
}

const displayMath: TokenizerAndRendererExtension = {
  name: "displayMath",
  level: "block",
  start: (source) => source.match(/^\$\$/m)?.index,
  tokenizer(source) {
    const match = /^ {0,3}\$\$([\s\S]+?)\$\$[ \t]*(?:\n+|$)/.exec(source);
    return match ? { type: "displayMath", raw: match[0], formula: match[1].trim() } : undefined;
  },
};

/** A dollar before a digit does not end a formula: «costs $5 and $6» has none. */
const inlineMath: TokenizerAndRendererExtension = {
  name: "inlineMath",
  level: "inline",
  start: (source) => source.indexOf("$"),
  tokenizer(source) {
    const match = /^\$(?!\s)((?:\\[\s\S]|[^\\$])+?)(?<!\s)\$(?!\d)/.exec(source);
    return match ? { type: "inlineMath", raw: match[0], formula: match[1] } : undefined;
  },
};

const lexer = new Marked({ gfm: true, extensions: [displayMath, inlineMath] });
