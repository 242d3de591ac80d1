/** @file How figures look: ink on paper, thin rules, colours that survive colour blindness and grey printing. */
import type { Config } from "vega-lite";

/**
 * Concrete colours by role. The site replaces each by a custom property of its own, so that figures follow dark mode.
 * Categories are Okabe and Ito's palette, ordered by contrast on white.
 */
export const colours = {
  ink: "#1c1b1a",
  muted: "#6b6862",
  rule: "#dedad2",
  category: ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8a6d00", "#56b4e9", "#7a5195"],
} as const;

const font = "ui-sans-serif, system-ui, sans-serif";

/** Vega-Lite configuration for all figures. */
export const theme: Config = {
  background: "transparent",
  font,
  padding: 4,
  axis: {
    domainColor: colours.muted,
    gridColor: colours.rule,
    labelColor: colours.muted,
    labelFontSize: 11,
    tickColor: colours.muted,
    titleColor: colours.ink,
    titleFontSize: 12,
    titleFontWeight: 500,
  },
  // Names that are lists stand on a line for each part, so that neighbours do not meet.
  axisXDiscrete: { labelExpr: "split(datum.label, ', ')" },
  header: { labelColor: colours.ink, titleColor: colours.ink, labelFontSize: 12 },
  legend: {
    labelColor: colours.ink,
    titleColor: colours.ink,
    labelFontSize: 11,
    titleFontSize: 12,
    titleFontWeight: 500,
  },
  title: { color: colours.ink, fontSize: 13, fontWeight: 600, anchor: "start" },
  view: { stroke: colours.rule },
  range: {
    category: [...colours.category],
    heatmap: { scheme: "blues" },
    diverging: { scheme: "blueorange" },
  },
  line: { strokeWidth: 2 },
  point: { filled: true, size: 50 },
  rule: { color: colours.muted },
  text: { color: colours.ink, fontSize: 11 },
};
