/** @file The figures of recorded runs as SVG, each drawn once per process. */
import type { Figure, Run } from "@working-papers/lab";
import { figureSvg } from "@working-papers/lab/figure";
import { Markup } from "../markup.ts";
import { typeset } from "../typeset.ts";
import { pageSvg } from "./svg.ts";

export interface FigureOnPage {
  id: string;
  title: string;
  caption: string;
  /** The run whose data it shows. */
  run: string;
  svg?: Markup;
  /** Why there is no picture. */
  problem?: string;
}

const MAX_DRAWN = 500;
const drawn = new Map<string, Promise<FigureOnPage>>();

export function figuresOf(run: Run): Promise<FigureOnPage[]> {
  return Promise.all(
    run.figures.map((figure) => {
      const key = `${run.digest}:${figure.id}`;
      const known = drawn.get(key);
      if (known) return known;
      if (drawn.size >= MAX_DRAWN) drawn.delete(drawn.keys().next().value!);
      const drawing = draw(figure, run.id);
      drawn.set(key, drawing);
      return drawing;
    }),
  );
}

async function draw(figure: Figure, run: string): Promise<FigureOnPage> {
  const { id } = figure;
  const title = typeset(figure.title);
  const caption = typeset(figure.caption);
  try {
    const svg = new Markup(pageSvg(await figureSvg(figure), `figure-${run}-${id}`));
    return { id, title, caption, run, svg };
  } catch (reason) {
    return {
      id,
      title,
      caption,
      run,
      problem: `This figure could not be drawn: ${(reason as Error).message}`,
    };
  }
}
