/** @file What the figures of this paper have in common. */
import { formatNumber, type Figure } from "@working-papers/lab";

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

const kind = (scheme: string): string =>
  scheme.startsWith("field") ? "L-Mul" : scheme.startsWith("formula") ? "formula" : "rounded operands";

/** Bars of what each scheme loses. Names of L-Mul's begin with `field` or `formula`. */
export function lossSpec(
  schemes: readonly { readonly name: string; readonly title: string; readonly lost: number }[],
  axis: string,
): Figure["spec"] {
  return {
    ...SIZE,
    data: { values: schemes.map(({ name, title, lost }) => ({ products: title, lost, kind: kind(name) })) },
    mark: { type: "bar", tooltip: true },
    encoding: {
      y: { field: "products", type: "nominal", sort: null, title: null, axis: { labelLimit: 0 } },
      x: { field: "lost", type: "quantitative", title: axis },
      color: { field: "kind", type: "nominal", legend: LEGEND },
    },
  };
}
