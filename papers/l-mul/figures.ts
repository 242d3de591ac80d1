/** @file What the figures of this paper have in common. */
import { formatNumber } from "@working-papers/lab";

/** Size of the plot, without axes. */
export const SIZE = { width: 620, height: 300 };

/** A legend above the plot, with whole labels. */
export const LEGEND = { orient: "top", title: null, labelLimit: 0 } as const;

/** Marks that are no category; pages replace this colour by that of their text. */
export const INK = "#1c1b1a";

/** A share in percent with one decimal, as captions say it; the unit follows in the text. */
export function percent(share: number): string {
  return formatNumber(100 * share, 1);
}
