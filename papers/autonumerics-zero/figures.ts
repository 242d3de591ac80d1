/** @file The two kinds of pictures of this paper: lines by category, and an error curve. */
import type { Figure } from "@working-papers/lab";

type Row = Record<string, string | number | null>;

/** One line with points for every category. */
export function linesFigure(
  id: string,
  title: string,
  caption: string,
  values: Row[],
  {
    x,
    y,
    by,
    logX = false,
    logY = false,
    points = true,
  }: {
    x: string;
    y: string;
    by: string;
    logX?: boolean;
    logY?: boolean;
    points?: boolean;
  },
): Figure {
  const numeric = typeof values[0]?.[by] === "number";
  return {
    id,
    title,
    caption,
    spec: {
      width: 620,
      height: 320,
      data: { values },
      mark: { type: "line", point: points, ...(points ? {} : { interpolate: "step-after" }) },
      encoding: {
        x: { field: x, type: "quantitative", ...(logX ? { scale: { type: "log" } } : {}) },
        y: { field: y, type: "quantitative", ...(logY ? { scale: { type: "log" } } : {}) },
        color: { field: by, type: numeric ? "ordinal" : "nominal", title: numeric ? by : null },
        ...(points && !numeric ? { shape: { field: by, type: "nominal", title: null } } : {}),
      },
    },
  };
}

/** Signed error over the domain. */
export function errorFigure(id: string, title: string, caption: string, values: Row[], y: string): Figure {
  return {
    id,
    title,
    caption,
    spec: {
      width: 620,
      height: 220,
      data: { values },
      mark: "line",
      encoding: {
        x: { field: "x", type: "quantitative" },
        y: { field: y, type: "quantitative", axis: { format: ".1e" } },
      },
    },
  };
}
