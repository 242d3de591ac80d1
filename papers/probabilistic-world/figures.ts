/** @file The two shapes of figures that most experiments here draw. */
import type { Figure } from "@working-papers/lab";

type Row = Record<string, number | string>;

interface Axis {
  field: string;
  title: string;
  log?: boolean;
}

/** Lines with points over a quantitative axis, one per value of `series`. */
export function lines(
  id: string,
  title: string,
  caption: string,
  values: Row[],
  { x, y, series, points = true }: { x: Axis; y: Axis; series?: string; points?: boolean },
): Figure {
  const axis = ({ field, title: text, log }: Axis) => ({
    field,
    type: "quantitative",
    title: text,
    scale: { type: log ? "log" : "linear", zero: false },
  });
  return {
    id,
    title,
    caption,
    spec: {
      width: 620,
      height: 300,
      data: { values },
      mark: { type: "line", point: points, tooltip: true },
      encoding: {
        x: axis(x),
        y: axis(y),
        ...(series ? { color: { field: series, type: "nominal", title: null } } : {}),
      },
    },
  };
}

/** Bars over named categories, grouped by `series`. */
export function bars(
  id: string,
  title: string,
  caption: string,
  values: Row[],
  { x, y, series }: { x: Axis; y: Axis; series?: string },
): Figure {
  return {
    id,
    title,
    caption,
    spec: {
      width: 620,
      height: 300,
      data: { values },
      mark: { type: "bar", tooltip: true },
      encoding: {
        x: { field: x.field, type: "ordinal", title: x.title, sort: null, axis: { labelAngle: 0 } },
        y: {
          field: y.field,
          type: "quantitative",
          title: y.title,
          scale: { type: y.log ? "symlog" : "linear" },
        },
        ...(series
          ? { xOffset: { field: series }, color: { field: series, type: "nominal", title: null } }
          : {}),
      },
    },
  };
}
