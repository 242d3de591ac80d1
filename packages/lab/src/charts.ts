/** @file The shapes of figures that most experiments draw: lines, bars, and a grid of shades, with their data inside. */
import type { Figure } from "./experiment.ts";

/** One row of a figure's data. */
export type Row = Record<string, number | string>;
type Encoding = Record<string, Figure["spec"][string]>;

interface Axis {
  field: string;
  title: string;
  log?: boolean;
}

interface Look {
  x: Axis;
  y: Axis;
  series?: string;
  points?: boolean;
}

/** Lines with points over a quantitative axis, one per value of `series`. */
export function lines(id: string, title: string, caption: string, values: Row[], look: Look): Figure {
  const { x, y, series, points = true } = look;
  const encoding: Encoding = { x: quantity(x), y: quantity(y) };
  // Lines also differ in their dashes, so that one shows through another that lies on it.
  if (series) Object.assign(encoding, { color: byName(series), strokeDash: byName(series) });
  const mark = { type: "line", point: points, tooltip: true };
  return { id, title, caption, spec: { width: 620, height: 300, data: { values }, mark, encoding } };
}

/** Bars over named categories, grouped by `series`. */
export function bars(id: string, title: string, caption: string, values: Row[], look: Look): Figure {
  const { x, y, series } = look;
  const encoding: Encoding = {
    x: { field: x.field, type: "ordinal", title: x.title, sort: null, axis: { labelAngle: 0 } },
    y: {
      field: y.field,
      type: "quantitative",
      title: y.title,
      scale: { type: y.log ? "symlog" : "linear" },
    },
  };
  if (series) Object.assign(encoding, { xOffset: { field: series }, color: byName(series) });
  const mark = { type: "bar", tooltip: true };
  return { id, title, caption, spec: { width: 620, height: 300, data: { values }, mark, encoding } };
}

/** A cell for each pair of `x` and `y`, shaded by a share from 0 to 1; one panel for each value of `panel`. */
export function grid(
  id: string,
  title: string,
  caption: string,
  values: Row[],
  look: { x: Axis; y: Axis; shade: Axis; panel?: string; columns?: number },
): Figure {
  const { x, y, shade, panel, columns = 3 } = look;
  const category = ({ field, title: name }: Axis) => ({
    field,
    type: "ordinal",
    title: name,
    sort: null,
    axis: { labelAngle: 0 },
  });
  const encoding: Encoding = {
    x: category(x),
    y: category(y),
    color: {
      field: shade.field,
      type: "quantitative",
      title: shade.title,
      scale: { domain: [0, 1] },
      legend: { orient: "top" },
    },
  };
  const mark = { type: "rect", tooltip: true };
  const spec: Figure["spec"] = panel
    ? {
        data: { values },
        facet: { field: panel, type: "nominal", title: null, columns },
        columns,
        spec: { width: 190, height: 130, mark, encoding },
      }
    : { width: 620, height: 300, data: { values }, mark, encoding };
  return { id, title, caption, spec };
}

function quantity({ field, title, log }: Axis): Encoding {
  return {
    field,
    type: "quantitative",
    title,
    scale: log ? { type: "log" } : { type: "linear", zero: false },
  };
}

/** A legend above the picture, with room for long names. */
function byName(field: string) {
  return { field, type: "nominal", title: null, legend: { orient: "top", labelLimit: 300, columns: 2 } };
}
