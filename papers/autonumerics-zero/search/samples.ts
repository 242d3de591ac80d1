/** @file The points on which candidates are fitted and judged. */
import { logarithm } from "@working-papers/lab";
import { exp } from "@working-papers/lab/elementary";
import { chebyshevGrid, cosine } from "../baselines/remez.ts";
import type { Target } from "../targets/target.ts";
import type { Samples } from "./kernel/fitter.ts";

type Domain = Target["domain"];

function at(target: Target, x: Float64Array): Samples {
  const f = x.map((point) => target.value(point)[0]);
  return { x, f, w: f.map((value) => target.weight(value)) };
}

/** From this quotient of its ends on a domain counts in magnitudes: points are then spread in the logarithm of x. */
const WIDE = 16;

/** Points of a domain by a rule for points of an interval. */
function spread([low, high]: Domain, rule: (interval: Domain) => Float64Array): Float64Array {
  if (!(low > 0 && high > WIDE * low)) return rule([low, high]);
  return rule([logarithm(low), logarithm(high)]).map((u) => Math.min(high, Math.max(low, exp(u))));
}

/** Chebyshev's nodes, and the two ends: a least-squares fit on them is near the minimax. */
export function fittingSamples(target: Target, count: number): Samples {
  const nodes = spread(target.domain, ([low, high]) => {
    const inside = chebyshevGrid([low, high], count);
    return Float64Array.from({ length: count }, (_, i) =>
      i === 0 || i === count - 1
        ? inside[i]
        : low + (high - low) * (0.5 - 0.5 * cosine((i - 0.5) / (count - 2))),
    );
  });
  return at(target, nodes);
}

/** A denser set, to find poles and peaks that the fit does not see. */
export function checkingSamples(target: Target, count = 256): Samples {
  return at(
    target,
    spread(target.domain, (interval) => chebyshevGrid(interval, count)),
  );
}
