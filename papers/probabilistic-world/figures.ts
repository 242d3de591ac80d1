/** @file The two shapes of figures that most experiments here draw. */
import type { Figure } from "@working-papers/lab";

type Row = Record<string, number | string>;
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
