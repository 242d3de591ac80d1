/**
 * A tensor is a shape, a dtype and a source: a value, an input of a trace, or an output of an operator applied to other tensors.
 * There is no separate tracer class and no tape: calling an operator makes a node that points at its inputs, so "the trace" of a function
 * is what is reachable from its result. Ids grow as nodes are made, so sorting by id is a topological order, and nothing with
 * a smaller id than x can depend on x. Differentiation and compilation rest on these two facts.
 */
import {
  arrayOf,
  dtypes,
  integerRange,
  is64BitInteger,
  isFloat,
  type DType,
  type TypedArray,
} from "./dtype.ts";
import { captureStack, fail } from "./errors.ts";
import type { Primitive } from "./primitive.ts";
import { isShape, sameShape, showShape, sizeOf, type Shape } from "./shape.ts";

/** What is known of a tensor before its value is: JAX's abstract value. */
export interface Aval {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** An operator applied to tensors. */
export interface Node {
  readonly id: number;
  readonly primitive: Primitive;
  readonly inputs: readonly Tensor[];
  readonly params: unknown;
  readonly outputs: readonly Tensor[];
  /** The stack when the node was made, to name the caller's line in later errors. */
  readonly origin: { readonly stack?: string };
}

type Source =
  /** `owned`: nobody outside holds the array, so a donated tensor's memory may be used again. */
  | { readonly kind: "value"; readonly data: TypedArray; owned: boolean }
  | { readonly kind: "placeholder"; readonly origin: { readonly stack?: string } }
  | { readonly kind: "node"; readonly node: Node; readonly index: number }
  | { readonly kind: "donated"; readonly to: string };

let ids = 0;
export const nextId = (): number => ids++;

/** Set by the compiler, which this file must not import: how a tensor that is still an expression gets its value. */
export const runtime: { evaluate?: (tensors: readonly Tensor[]) => Promise<void> } = {};

export class Tensor implements Aval {
  readonly id: number = nextId();
  readonly shape: Shape;
  readonly dtype: DType;
  /** Rewritten only from an expression to its value, and to "donated". Not for users. */
  source: Source;

  /** @throws TensorError if a length is not an integer from 0 on. */
  constructor(shape: Shape, dtype: DType, source: Source) {
    if (!isShape(shape)) fail(`${showShape(shape)} is not a shape: lengths are integers from 0 on`);
    this.shape = shape;
    this.dtype = dtype;
    this.source = source;
  }

  get rank(): number {
    return this.shape.length;
  }

  get size(): number {
    return sizeOf(this.shape);
  }

  get node(): Node | undefined {
    return this.source.kind === "node" ? this.source.node : undefined;
  }

  /**
   * The elements in row-major order. A tensor that is still an expression is computed first, once.
   * @throws TensorError if the tensor belongs to a trace or was donated.
   */
  async data(): Promise<TypedArray> {
    if (this.source.kind === "node") await runtime.evaluate!([this]);
    const data = valueOf(this);
    if (this.source.kind === "value") this.source.owned = false;
    return data;
  }

  /** The only element of a tensor of size 1, as a number. */
  async item(): Promise<number> {
    if (this.size !== 1) fail(`item: ${show(this)} has ${this.size} elements, not one`);
    return Number((await this.data())[0]);
  }

  /** The elements as nested arrays of numbers. */
  async array(): Promise<Nested> {
    const data = await this.data();
    const build = (axis: number, offset: number): Nested => {
      if (axis === this.rank) return Number(data[offset]);
      const stride = sizeOf(this.shape.slice(axis + 1));
      return Array.from({ length: this.shape[axis]! }, (_, i) => build(axis + 1, offset + i * stride));
    };
    return build(0, 0);
  }

  toString(): string {
    return `Tensor(${show(this)})`;
  }
}

export type Nested = number | Nested[];

/** A tensor, or a number that takes the dtype of what it meets; a number with a fraction needs floats. */
export type TensorLike = Tensor | number;

export const isTensor = (x: unknown): x is Tensor => x instanceof Tensor;

export const show = ({ shape, dtype }: Aval): string => `${dtype}${showShape(shape)}`;

export const sameAval = (a: Aval, b: Aval): boolean => a.dtype === b.dtype && sameShape(a.shape, b.shape);

/** The value of a tensor that has one; throws a sentence that says why it has none. */
export function valueOf(x: Tensor): TypedArray {
  const { source } = x;
  if (source.kind === "value") return source.data;
  if (source.kind === "donated")
    return fail(
      `${show(x)} was donated to ${source.to} and no longer has a value: use what that call returned`,
    );
  if (source.kind === "placeholder")
    return fail(
      `${show(x)} is an input of a traced function and has no value while it is traced`,
      source.origin,
    );
  return fail(`${show(x)} (${source.node.primitive.name}) has not been computed`, source.node.origin);
}

export const placeholder = ({ shape, dtype }: Aval): Tensor =>
  new Tensor(shape, dtype, { kind: "placeholder", origin: captureStack() });

/** Wraps a typed array without copying it. */
export const fromData = (data: TypedArray, shape: Shape, dtype: DType, owned = false): Tensor =>
  new Tensor(shape, dtype, { kind: "value", data, owned });

/** Writes numbers into the typed array of a dtype. */
export function encode(values: ArrayLike<number | bigint | boolean>, dtype: DType): TypedArray {
  const array = new (arrayOf(dtype))(values.length);
  const convert: (v: number | bigint | boolean) => number | bigint = is64BitInteger(dtype)
    ? (v) => BigInt(v)
    : dtype === "bool"
      ? (v) => (v ? 1 : 0)
      : Number;
  for (let i = 0; i < values.length; i++) array[i] = convert(values[i]!);
  return array;
}

/** Whether a dtype has this number: floats round any to one they have, integers and bools have whole ones in their range. */
export function holds(value: number | bigint, dtype: DType): boolean {
  if (isFloat(dtype)) return true;
  const [least, most] = dtype === "bool" ? [0, 1] : integerRange(dtype);
  // Of 64 bits the largest is rounded up to one that is out of range, and adding 1 leaves it there.
  return (typeof value === "bigint" || Number.isInteger(value)) && value >= least && value < most + 1;
}

/**
 * Values as a caller gave them, in a dtype: floats round, anything but 0 is true, integers have to be there.
 * @throws TensorError if the dtype does not have one of them.
 */
function encodeGiven(given: ArrayLike<number | bigint | boolean>, dtype: DType, what: string): TypedArray {
  if (isFloat(dtype) || dtype === "bool") return encode(given, dtype);
  for (let i = 0; i < given.length; i++) {
    const value = given[i]!;
    if (!holds(typeof value === "boolean" ? Number(value) : value, dtype))
      fail(`${what}: ${dtype} cannot hold ${value}: choose a dtype that can, or round it first`);
  }
  return encode(given, dtype);
}

type Data = number | boolean | readonly Data[];

const dtypeOfArray = (data: TypedArray): DType => {
  for (const [name, { array }] of Object.entries(dtypes))
    if (array && name !== "bool" && data instanceof (array as unknown as { new (): TypedArray }))
      return name as DType;
  return fail(`tensor: cannot hold a ${data.constructor.name}`);
};

/**
 * A tensor from a number, nested arrays, or a typed array in row-major order (which is not copied when it already has the dtype; bytes of a
 * bool other than 0 become 1).
 * Numbers are float32 and booleans bool unless `dtype` says otherwise; a typed array keeps its own type.
 * @throws TensorError if rows have different lengths, `shape` has another size than the data, or the dtype cannot hold one of the numbers.
 */
export function tensor(
  data: Data | TypedArray,
  options: { readonly shape?: Shape; readonly dtype?: DType } = {},
): Tensor {
  if (ArrayBuffer.isView(data)) {
    const array = data as TypedArray;
    const dtype = options.dtype ?? dtypeOfArray(array);
    const shape = options.shape ?? [array.length];
    if (sizeOf(shape) !== array.length)
      fail(`tensor: ${array.length} values do not fill the shape ${showShape(shape)}`);
    const same = array instanceof (arrayOf(dtype) as unknown as { new (): TypedArray });
    const ready = same && !(dtype === "bool" && (array as Uint8Array).some((byte) => byte > 1));
    return fromData(ready ? array : encodeGiven(array as ArrayLike<number>, dtype, "tensor"), shape, dtype);
  }
  const flat: (number | boolean)[] = [];
  const shape: number[] = [];
  const visit = (x: Data, depth: number): void => {
    if (Array.isArray(x)) {
      shape[depth] ??= x.length;
      if (shape[depth] !== x.length)
        fail(`tensor: rows of ${shape[depth]} and of ${x.length} elements at depth ${depth}`);
      for (const child of x) visit(child, depth + 1);
    } else flat.push(x as number | boolean);
  };
  visit(data as Data, 0);
  const dtype = options.dtype ?? (typeof flat[0] === "boolean" ? "bool" : "float32");
  const target = options.shape ?? shape;
  if (sizeOf(target) !== flat.length)
    fail(`tensor: ${flat.length} values do not fill the shape ${showShape(target)}`);
  return fromData(encodeGiven(flat, dtype, "tensor"), target, dtype);
}

/**
 * A rank-0 tensor.
 * @throws TensorError if the dtype cannot hold the number.
 */
export const scalar = (value: number, dtype: DType = "float32"): Tensor =>
  fromData(encodeGiven([value], dtype, "scalar"), [], dtype);
