/** @file Markdown as a tree of what a page may show. There is no node for HTML: what is HTML in the source is text here. */

export type Inline =
  | { kind: "text"; text: string }
  | { kind: "code"; text: string }
  | { kind: "math"; tex: string; written: string }
  | { kind: "em" | "strong" | "del"; children: Inline[] }
  | { kind: "link"; href: string; title: string | undefined; children: Inline[] }
  /** A picture elsewhere. It is never shown: a page asks no other host for anything. */
  | { kind: "image"; href: string; alt: string }
  | { kind: "break" };

export type Align = "left" | "center" | "right" | null;

export interface Cell {
  align: Align;
  children: Inline[];
}

export type Block =
  | { kind: "paragraph"; children: Inline[] }
  /** Text of an item in a list without blank lines. */
  | { kind: "tight"; children: Inline[] }
  | { kind: "heading"; depth: number; source: string; children: Inline[] }
  | { kind: "code"; text: string }
  | { kind: "math"; tex: string; written: string }
  | { kind: "quote"; children: Block[] }
  | { kind: "list"; start: number | undefined; items: Block[][] }
  | { kind: "table"; header: Cell[]; rows: Cell[][] }
  | { kind: "rule" };
