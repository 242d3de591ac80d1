/**
 * @file What an operator is to the interpreter: a function from a node and its inputs to its outputs.
 */
import type { Products } from "./products.ts";
import type { Value } from "./value.ts";

export type AttributeValue = number | string | readonly number[] | readonly string[] | Value;

/** Functions that engines round differently in the last bit. An experiment gives ones whose bits are the same everywhere. */
export interface ElementaryFunctions {
  exp(x: number): number;
  log(x: number): number;
  sin(x: number): number;
  cos(x: number): number;
  tanh(x: number): number;
}

export interface OperatorCall {
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly products: Products;
  readonly functions: ElementaryFunctions;
  /** Version of the node's operator set. */
  readonly opset: number;
  /** How many outputs the node names. */
  readonly outputs: number;
}

export type Inputs = readonly (Value | undefined)[];

/** Throws with the middle of a sentence, which the interpreter completes with the node's name. */
export type Operator = (
  inputs: Inputs,
  call: OperatorCall,
) => Value | readonly Value[] | Promise<Value | readonly Value[]>;

export type OperatorTable = Readonly<Record<string, Operator>>;

/** A required input. */
export function required(inputs: Inputs, index: number): Value {
  const value = inputs[index];
  if (!value) throw new RangeError(`its input ${index} is missing`);
  return value;
}

/** A required floating-point input. */
export function requiredFloat(inputs: Inputs, index: number): Value & { readonly data: Float32Array } {
  const value = required(inputs, index);
  if (!(value.data instanceof Float32Array))
    throw new RangeError(`its input ${index} should be floating-point and is ${value.dtype}`);
  return value as Value & { readonly data: Float32Array };
}

export function numberOf(call: OperatorCall, name: string, fallback: number): number {
  const value = call.attributes[name];
  return typeof value === "number" ? value : fallback;
}

export function textOf(call: OperatorCall, name: string, fallback: string): string {
  const value = call.attributes[name];
  return typeof value === "string" ? value : fallback;
}

export function listOf(call: OperatorCall, name: string): readonly number[] | undefined {
  const value = call.attributes[name];
  return Array.isArray(value) ? (value as readonly number[]) : undefined;
}

/** A list that older operator sets have as an attribute and newer ones as an input. */
export function listInput(
  inputs: Inputs,
  index: number,
  call: OperatorCall,
  name: string,
): number[] | undefined {
  const value = inputs[index];
  if (value) return [...value.data];
  const list = listOf(call, name);
  return list && [...list];
}
