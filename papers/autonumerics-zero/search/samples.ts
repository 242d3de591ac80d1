/** @file The points on which candidates are fitted and judged. */
import { chebyshevGrid, cosine } from "../baselines/remez.ts";
import type { Target } from "../targets/target.ts";
import type { Samples } from "./kernel/fitter.ts";

function at(target: Target, x: Float64Array): Samples {
  const f = x.map((point) => target.value(point)[0]);
  return { x, f, w: f.map((value) => target.weight(value)) };
}

/** Chebyshev's nodes, and the two ends: a least-squares fit on them is near the minimax. */
export function fittingSamples(target: Target, count: number): Samples {
  const [low, high] = target.domain;
  const inside = chebyshevGrid(target.domain, count);
  const nodes = Float64Array.from({ length: count }, (_, i) =>
    i === 0 || i === count - 1
      ? inside[i]
      : low + (high - low) * (0.5 - 0.5 * cosine((i - 0.5) / (count - 2))),
  );
  return at(target, nodes);
}

/** A denser set, to find poles and peaks that the fit does not see. */
export function checkingSamples(target: Target, count = 256): Samples {
  return at(target, chebyshevGrid(target.domain, count));
}
