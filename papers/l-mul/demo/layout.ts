/**
 * @file Where the bits of a code stand on the page.
 *
 * Thirty-two columns do not fit a phone, so a code wider than 16 bits is drawn as two words, side by side or one below the other. The upper
 * word of a float32 happens to be its bfloat16.
 */
import type { FloatFormat } from "@working-papers/arithmetic";
import { partOf, type Part } from "./addition.ts";

export interface Slot {
  readonly bit: number;
  readonly part: Part;
  /** CSS grid column; the first is the row's label. */
  readonly column: number;
}

export interface Word {
  readonly slots: readonly Slot[];
  /** The parts in it, with the first column and the one after the last. */
  readonly parts: readonly { readonly part: Part; readonly from: number; readonly to: number }[];
  /** grid-template-columns, with a narrow column between two parts. */
  readonly columns: string;
}

const WORD = 16;

export function wordsOf(format: FloatFormat): readonly Word[] {
  const bits = Array.from({ length: format.bits }, (_, i) => format.bits - 1 - i);
  const words: Word[] = [];
  for (let start = 0; start < bits.length; start += WORD)
    words.push(word(format, bits.slice(start, start + WORD)));
  return words;
}

function word(format: FloatFormat, bits: readonly number[]): Word {
  const slots: Slot[] = [];
  const parts: { part: Part; from: number; to: number }[] = [];
  const widths = ["var(--label)"];
  for (const bit of bits) {
    const part = partOf(format, bit);
    if (parts.at(-1)?.part !== part) {
      if (parts.length > 0) widths.push("var(--between)");
      parts.push({ part, from: widths.length + 1, to: 0 });
    }
    widths.push("minmax(0, var(--bit))");
    slots.push({ bit, part, column: widths.length });
    parts[parts.length - 1].to = widths.length + 1;
  }
  return { slots, parts, columns: widths.join(" ") };
}
