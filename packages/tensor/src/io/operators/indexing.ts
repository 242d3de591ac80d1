/** Gather, scatter, one-hot: operators whose indices are data. Negative indices count from the end. */
import * as t from "../../ops/index.ts";
import { normalizeAxis, range, sizeOf } from "../../shape.ts";
import { encode, fromData, type Tensor } from "../../tensor.ts";
import type { Call, Translations } from "./call.ts";

/** Negative indices moved to where they point. */
const fromStart = (indices: Tensor, n: number): Tensor =>
  t.where(t.less(indices, 0), t.add(indices, n), indices);

const strides = (shape: readonly number[]): number[] => shape.map((_, i) => sizeOf(shape.slice(i + 1)));

/** Row numbers in x's first `depth` axes taken as one, from indices [..., depth]. */
function rowNumbers(shape: readonly number[], indices: Tensor): Tensor {
  const depth = indices.shape.at(-1)!;
  const lengths = shape.slice(0, depth);
  const limits = fromData(encode(lengths, indices.dtype), [depth], indices.dtype);
  const steps = fromData(encode(strides(lengths), indices.dtype), [depth], indices.dtype);
  const places = t.where(t.less(indices, 0), t.add(indices, limits), indices);
  return t.sum(t.mul(places, steps), -1);
}

/** x with its first `depth` axes made one. */
const asRows = (x: Tensor, depth: number): Tensor =>
  t.reshape(x, [sizeOf(x.shape.slice(0, depth)), ...x.shape.slice(depth)]);

function gatherNd({ input, int }: Call): Tensor {
  const [x, indices] = [input(0), t.cast(input(1), "int64")];
  const batch = int("batch_dims", 0);
  if (batch === 0) return t.take(asRows(x, indices.shape.at(-1)!), rowNumbers(x.shape, indices));
  // The axes of the batch are indices too: those of the element itself.
  const lead = x.shape.slice(0, batch);
  const rest = indices.shape.slice(batch, -1);
  const own = lead.map((n, axis) => {
    const shape = [...range(batch).map((a) => (a === axis ? n : 1)), ...rest.map(() => 1), 1];
    return t.broadcastTo(t.reshape(t.arange(n, { dtype: "int64" }), shape), [...lead, ...rest, 1]);
  });
  const whole = t.concat([...own, indices], -1);
  return t.take(asRows(x, whole.shape.at(-1)!), rowNumbers(x.shape, whole));
}

type Scatter = (x: Tensor, rows: Tensor, updates: Tensor) => Tensor;

function scatterBy({ text }: Call): Scatter {
  const how = text("reduction", "none");
  if (how === "add") return t.scatterAdd;
  if (how === "none") return t.scatterSet;
  throw new Error(`the reduction ${how}`);
}

function scatterNd(call: Call): Tensor {
  const [x, indices, updates] = [call.input(0), t.cast(call.input(1), "int64"), call.input(2)];
  const rows = asRows(x, indices.shape.at(-1)!);
  return t.reshape(scatterBy(call)(rows, rowNumbers(x.shape, indices), updates), x.shape);
}

const flat = (x: Tensor): Tensor => t.reshape(x, [x.size]);

/** Elements of the whole tensor by number: where along an axis they go is said element by element. */
function scatterElements(call: Call): Tensor {
  const [x, indices, updates] = [call.input(0), t.cast(call.input(1), "int64"), call.input(2)];
  const axis = normalizeAxis(call.int("axis", 0), x.rank);
  const steps = strides(x.shape);
  const numbers = indices.shape.reduce(
    (sum, n, a) => {
      if (a === axis) return t.add(sum, t.mul(fromStart(indices, x.shape[axis]!), steps[axis]!));
      const own = t.reshape(
        t.arange(n, { dtype: "int64", step: steps[a]! }),
        range(x.rank).map((b) => (a === b ? n : 1)),
      );
      return t.add(sum, own);
    },
    t.zeros(indices.shape, "int64"),
  );
  return t.reshape(scatterBy(call)(flat(x), flat(numbers), flat(updates)), x.shape);
}

function oneHot({ input, known, int }: Call): Tensor {
  const indices = t.cast(input(0), "int64");
  const depth = known(1)[0]!;
  const values = input(2);
  const axis = normalizeAxis(int("axis", -1), indices.rank + 1);
  const hot = t.oneHot(fromStart(indices, depth), depth, "bool");
  const moved = t.transpose(hot, range(indices.rank).toSpliced(axis, 0, indices.rank));
  return t.where(moved, t.at(values, 1), t.at(values, 0));
}

/** Slices along an axis where the condition holds: how many is a value, so the condition must be known. */
function compress({ input, known, node, int }: Call): Tensor {
  const kept = known(1).flatMap((v, i) => (v ? [i] : []));
  const whole = !node.attribute.some((a) => a.name === "axis");
  const x = whole ? flat(input(0)) : input(0);
  return t.take(x, fromData(encode(kept, "int64"), [kept.length], "int64"), whole ? 0 : int("axis"));
}

export const indexing: Translations = {
  Compress: compress,
  Gather: ({ input, int }) => t.take(input(0), input(1), int("axis", 0)),
  GatherElements: ({ input, int }) => t.takeAlongAxis(input(0), input(1), int("axis", 0)),
  GatherND: gatherNd,
  OneHot: oneHot,
  Scatter: scatterElements,
  ScatterElements: scatterElements,
  ScatterND: scatterNd,
};
