/**
 * @file Draws figures: one Vega-Lite specification becomes the same SVG on the server, on the command line, and in a page.
 *
 * Expressions in a specification are interpreted, never compiled to code, and nothing is ever loaded from outside: a figure
 * carries its data.
 */
import { loader, parse, View, Warn, type Spec } from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { compile, type TopLevelSpec } from "vega-lite";
import type { Figure } from "../experiment.ts";
import { theme } from "./theme.ts";

export { colours } from "./theme.ts";

/** A figure carries its data: whatever a specification asks for, nothing is loaded. */
const closedLoader = { ...loader(), load: () => Promise.reject(new Error("Figures load nothing.")) };

/** Whether a specification asks for data from outside, in any layer or lookup. Data rows themselves may hold anything. */
function asksForData(spec: unknown): boolean {
  if (Array.isArray(spec)) return spec.some(asksForData);
  if (spec === null || typeof spec !== "object") return false;
  return Object.entries(spec).some(
    ([key, value]) => key === "url" || (key !== "values" && asksForData(value)),
  );
}

/**
 * A view of a figure that is not yet attached to anything; `initialize` it on an element or call `toSVG`.
 *
 * @throws Error when the specification asks for data from outside
 */
export function figureView(figure: Figure): View {
  if (asksForData(figure.spec))
    throw new Error(
      `Figure ${figure.id} must carry its data, but it asks for some by url; put the rows into data.values.`,
    );
  const spec = compile(figure.spec as unknown as TopLevelSpec, { config: theme }).spec as Spec;
  return new View(parse(spec, {}, { ast: true }), {
    expr: expressionInterpreter,
    loader: closedLoader,
    logLevel: Warn,
    renderer: "svg",
  });
}

/** The figure as SVG text. */
export async function figureSvg(figure: Figure): Promise<string> {
  const view = figureView(figure);
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}
