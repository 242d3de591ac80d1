/**
 * The element types of tensors: one table that says, for each, its ONNX code and the typed array that carries it at the edge.
 * Types without one (bfloat16, the two fp8 formats, int4 and uint4, and float16 in an engine without Float16Array) exist inside graphs only:
 * cast to and from them there.
 * Names are NumPy's.
 */

export type DType =
  | "float32"
  | "float64"
  | "float16"
  | "bfloat16"
  | "float8e4m3fn"
  | "float8e5m2"
  | "int4"
  | "int8"
  | "int16"
  | "int32"
  | "int64"
  | "uint4"
  | "uint8"
  | "uint16"
  | "uint32"
  | "uint64"
  | "bool";

export type TypedArray =
  | Float16Array
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array;

export interface ArrayConstructor<T extends TypedArray = TypedArray> {
  new (length: number): T;
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): T;
  BYTES_PER_ELEMENT: number;
}

type Kind = "float" | "int" | "uint" | "bool";

interface DTypeInfo {
  /** `TensorProto.DataType` of the ONNX specification. */
  readonly code: number;
  readonly kind: Kind;
  readonly bits: number;
  readonly array: ArrayConstructor | undefined;
}

const info = (code: number, kind: Kind, bits: number, array?: unknown): DTypeInfo => ({
  code,
  kind,
  bits,
  array: array as ArrayConstructor | undefined,
});

export const dtypes: Readonly<Record<DType, DTypeInfo>> = {
  float32: info(1, "float", 32, Float32Array),
  uint8: info(2, "uint", 8, Uint8Array),
  int8: info(3, "int", 8, Int8Array),
  uint16: info(4, "uint", 16, Uint16Array),
  int16: info(5, "int", 16, Int16Array),
  int32: info(6, "int", 32, Int32Array),
  int64: info(7, "int", 64, BigInt64Array),
  bool: info(9, "bool", 8, Uint8Array),
  float16: info(10, "float", 16, globalThis.Float16Array),
  float64: info(11, "float", 64, Float64Array),
  uint32: info(12, "uint", 32, Uint32Array),
  uint64: info(13, "uint", 64, BigUint64Array),
  bfloat16: info(16, "float", 16),
  float8e4m3fn: info(17, "float", 8),
  float8e5m2: info(19, "float", 8),
  uint4: info(21, "uint", 4),
  int4: info(22, "int", 4),
};

export const isFloat = (dtype: DType): boolean => dtypes[dtype].kind === "float";
export const isInteger = (dtype: DType): boolean =>
  dtypes[dtype].kind === "int" || dtypes[dtype].kind === "uint";
/** The least and the largest value of an integer dtype; those of 64 bits are rounded to what a number holds. */
export const integerRange = (dtype: DType): readonly [least: number, most: number] => {
  const { kind, bits } = dtypes[dtype];
  return kind === "int" ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
};
export const is64BitInteger = (dtype: DType): boolean => dtype === "int64" || dtype === "uint64";

export const dtypeOfCode = (code: number): DType => {
  for (const [name, { code: c }] of Object.entries(dtypes)) if (c === code) return name as DType;
  throw new Error(`ONNX element type ${code} is not one of ${Object.keys(dtypes).join(", ")}`);
};

/** The typed array constructor of a dtype; throws for those that have none. */
export const arrayOf = (dtype: DType): ArrayConstructor => {
  const { array } = dtypes[dtype];
  if (!array)
    throw new Error(`${dtype} has no typed array at the edge: cast to float32 inside the traced function`);
  return array;
};
