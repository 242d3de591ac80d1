/** @file Where the windows of convolutions and pools lie: ONNX's strides, dilations and ways of padding. */
import { show, type Shape } from "./value.ts";

export interface Windows {
  readonly kernel: Shape;
  readonly steps: Shape;
  readonly dilations: Shape;
  /** Padding before and after each axis. */
  readonly before: Shape;
  readonly after: Shape;
  /** Number of windows along each axis. */
  readonly output: Shape;
}

export interface WindowOptions {
  readonly kernel: Shape;
  readonly steps?: Shape | undefined;
  readonly dilations?: Shape | undefined;
  readonly pads?: Shape | undefined;
  /** NOTSET, VALID, SAME_UPPER or SAME_LOWER. */
  readonly automatic: string;
  /** Count a window that only begins inside. */
  readonly partial?: boolean;
}

/** @throws RangeError when a list has the wrong length, or no window fits */
export function windowsOf(space: Shape, options: WindowOptions): Windows {
  const { kernel, automatic, partial = false } = options;
  const rank = space.length;
  const steps = options.steps ?? space.map(() => 1);
  const dilations = options.dilations ?? space.map(() => 1);
  const pads = options.pads ?? [...space, ...space].map(() => 0);
  if ([kernel, steps, dilations].some((list) => list.length !== rank) || pads.length !== 2 * rank)
    throw new RangeError(`windows of shape ${show(kernel)} do not fit ${rank} axes of space`);
  const same = automatic.startsWith("SAME");
  const extent = kernel.map((length, d) => (length - 1) * dilations[d] + 1);
  const missing = space.map((length, d) =>
    same ? Math.max(0, (Math.ceil(length / steps[d]) - 1) * steps[d] + extent[d] - length) : 0,
  );
  const low = missing.map((total) =>
    automatic === "SAME_LOWER" ? Math.ceil(total / 2) : Math.floor(total / 2),
  );
  const before = same ? low : pads.slice(0, rank);
  const after = same ? missing.map((total, d) => total - low[d]) : pads.slice(rank);
  const output = space.map((length, d) => {
    const room = (length + before[d] + after[d] - extent[d]) / steps[d];
    const count = (partial ? Math.ceil(room) : Math.floor(room)) + 1;
    // A window that begins in the padding at the end has nothing in it.
    return partial && (count - 1) * steps[d] >= length + before[d] ? count - 1 : count;
  });
  if (output.some((count) => count < 1))
    throw new RangeError(`no window of shape ${show(kernel)} fits into ${show(space)}`);
  return { kernel, steps, dilations, before, after, output };
}
