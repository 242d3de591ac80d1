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

/** Data from outside is refused whatever a specification asks for. */
const closedLoader = {
  ...loader(),
  load: () => Promise.reject(new Error("A figure carries its own data; it cannot load any.")),
};

/** A view of a figure that is not yet attached to anything; `initialize` it on an element or call `toSVG`. */
export function figureView(figure: Figure): View {
  const spec = compile(figure.spec as unknown as TopLevelSpec, { config: theme }).spec as Spec;
  const view = new View(parse(spec, {}, { ast: true }), {
    expr: expressionInterpreter,
    loader: closedLoader,
    logLevel: Warn,
    renderer: "svg",
  });
  return view;
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
