/** @file A figure that answers the pointer: the same specification drawn by Vega in the page. Loaded when a reader reaches for it. */
import type { Figure } from "@working-papers/lab";
import { figureView } from "@working-papers/lab/figure";
import type { TooltipHandler } from "vega";
import { colourProperty } from "./colours.ts";

/** Draws a figure in place of what `container` holds. Returns what takes it away again. */
export async function drawInteractive(
  figure: Figure,
  container: HTMLElement,
  tooltip: TooltipHandler,
): Promise<() => void> {
  const view = figureView(withTooltips(figure)).tooltip(tooltip).initialize(container).hover();
  const watch = new MutationObserver(() => recolour(container));
  watch.observe(container, { subtree: true, childList: true, attributeFilter: ["fill", "stroke"] });
  await view.runAsync();
  recolour(container);
  return () => {
    watch.disconnect();
    view.finalize();
  };
}

/** Every mark says its values, unless the figure's author decided otherwise. */
function withTooltips(figure: Figure): Figure {
  const config = (figure.spec.config ?? {}) as Record<string, unknown>;
  const mark = { tooltip: true, ...(config.mark as object | undefined) };
  return { ...figure, spec: { ...figure.spec, config: { ...config, mark } } } as Figure;
}

function recolour(container: HTMLElement): void {
  for (const name of ["fill", "stroke"]) {
    for (const element of container.querySelectorAll(`[${name}^="#"]`)) {
      const property = colourProperty(element.getAttribute(name)!);
      if (property) element.setAttribute(name, property);
    }
  }
  for (const text of container.querySelectorAll("[font-family]"))
    text.setAttribute("font-family", "var(--sans)");
}
