/** @file Text in columns. */
import { stripVTControlCharacters } from "node:util";

export interface Column {
  title: string;
  align?: "left" | "right";
  /** Wraps at words to what the terminal leaves, when the table is wider than it. */
  wraps?: boolean;
}

const GAP = "  ";
const NARROWEST = 16;

/** A table without rules: a header line, then the rows. Cells may contain colours. */
export function textTable(
  columns: Column[],
  rows: string[][],
  width: number = process.stdout.columns ?? 100,
): string {
  const widths = columns.map((column, c) =>
    Math.max(visible(column.title), ...rows.map((row) => visible(row[c]))),
  );
  const wrapping = columns.findIndex((column) => column.wraps);
  if (wrapping >= 0) {
    const others = widths.reduce((sum, w, c) => sum + (c === wrapping ? 0 : w) + GAP.length, -GAP.length);
    widths[wrapping] = Math.min(widths[wrapping], Math.max(NARROWEST, width - others));
  }
  const lines = [columns.map((column) => column.title), ...rows].flatMap((row) => {
    const cells = row.map((cell, c) => (c === wrapping ? wrap(cell, widths[c]) : [cell]));
    const height = Math.max(...cells.map((cell) => cell.length));
    return Array.from({ length: height }, (_, line) =>
      cells
        .map((cell, c) => pad(cell[line] ?? "", widths[c], columns[c].align))
        .join(GAP)
        .trimEnd(),
    );
  });
  return lines.join("\n");
}

function visible(text: string): number {
  return stripVTControlCharacters(text).length;
}

function pad(text: string, width: number, align: Column["align"]): string {
  const space = " ".repeat(Math.max(0, width - visible(text)));
  return align === "right" ? space + text : text + space;
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && visible(line) + 1 + visible(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines;
}
