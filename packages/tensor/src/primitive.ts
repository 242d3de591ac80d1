/**
 * What an operator is: a shape rule, two derivative rules and an ONNX form, kept together in one object. The derivative rules are those of
 * JAX (Radul et al., "You only linearize once", 2022): `jvp` says how tangents pass through, and only operators that are linear in some
 * input also say how cotangents pass back (`transpose`). Reverse mode is the one after the other, so rules compose to any order.
 */
import { captureStack, fail, TensorError } from "./errors.ts";
import type { Emitter } from "./onnx/emitter.ts";
import { nextId, show, Tensor, type Aval, type Node } from "./tensor.ts";

/** A tangent or cotangent; null is a symbolic zero. */
export type Tangent = Tensor | null;

export interface Primitive<P = unknown> {
  readonly name: string;

  /** The avals of the outputs. Throws (a plain Error is enough) if the inputs do not fit. */
  shape(inputs: readonly Tensor[], params: P): Aval | readonly Aval[];

  /** Tangents of the outputs. Called with at least one tangent that is not null. Absent: not differentiable, tangents are zero. */
  jvp?(tangents: readonly Tangent[], node: Node, params: P): Tangent | readonly Tangent[];

  /** Cotangents of the inputs marked linear, given those of the outputs. Absent: not linear in any input. */
  transpose?(
    cotangents: readonly Tangent[],
    node: Node,
    linear: readonly boolean[],
    params: P,
  ): Tangent | readonly Tangent[];

  /**
   * For operators that are more to a transform than they are when run: the outputs in terms of the inputs, which may be the inputs
   * themselves. A pass puts those in their place.
   */
  lower?(inputs: readonly Tensor[], params: P): readonly Tensor[];

  /** Writes the operator as ONNX nodes; returns the names of its outputs. Absent only where `lower` is present. */
  onnx?(emit: Emitter, inputs: readonly string[], node: Node, params: P): string | readonly string[];
}

const registry = new Map<string, Primitive>();

/** Every primitive by name: the property tests check that none is left out. */
export const primitives: ReadonlyMap<string, Primitive> = registry;

/** A primitive that can be applied to tensors. */
export interface Operator<P> {
  readonly primitive: Primitive<P>;
  (inputs: readonly Tensor[], params: P): Tensor;
  all(inputs: readonly Tensor[], params: P): readonly Tensor[];
}

/** Defines an operator. Its name must be new. */
export function definePrimitive<P = Record<never, never>>(primitive: Primitive<P>): Operator<P> {
  if (registry.has(primitive.name)) throw new Error(`two primitives are named ${primitive.name}`);
  registry.set(primitive.name, primitive);
  const all = (inputs: readonly Tensor[], params: P): readonly Tensor[] =>
    bind(primitive as Primitive, inputs, params);
  const operator = ((inputs, params) => all(inputs, params)[0]!) as Operator<P>;
  return Object.assign(operator, { primitive, all });
}

/** Applies a primitive: checks shapes and makes a node. */
export function bind(
  primitive: Primitive,
  inputs: readonly Tensor[],
  params: unknown,
  origin: Node["origin"] = captureStack(),
): readonly Tensor[] {
  let avals: Aval | readonly Aval[];
  try {
    avals = primitive.shape(inputs, params);
  } catch (error) {
    if (error instanceof TensorError) throw error;
    const operands = inputs.map(show).join(" and ");
    return fail(`${primitive.name} of ${operands}: ${(error as Error).message}`, origin);
  }
  const outputs: Tensor[] = [];
  const node: Node = { id: nextId(), primitive, inputs, params, outputs, origin };
  const list = Array.isArray(avals) ? (avals as readonly Aval[]) : [avals as Aval];
  list.forEach(({ shape, dtype }, index) =>
    outputs.push(new Tensor(shape, dtype, { kind: "node", node, index })),
  );
  return outputs;
}

/** A rule may return one value for an operator with one input or output. */
export const asList = (x: Tangent | readonly Tangent[]): readonly Tangent[] =>
  x === null || x instanceof Tensor ? [x] : x;
