/** @file Operators that work on each element by itself. `Mul` is under the node's arithmetic, and so are the products inside of GELU and its like. */
import type { DType } from "@working-papers/tensor/onnx";
import { integerRounder } from "../../integers/integer-rounding.ts";
import { broadcastIndices, broadcastShape, mapValue, zipValues } from "../broadcast.ts";
import { converter, integerPower, integerProduct, wrapped } from "../conversion.ts";
import { erfOf } from "../erf.ts";
import {
  numberOf,
  required,
  textOf,
  type Inputs,
  type Operator,
  type OperatorCall,
  type OperatorTable,
} from "../operator.ts";
import { allocate, isFloatType, type Value } from "../value.ts";

const unary =
  (f: (x: number, call: OperatorCall) => number): Operator =>
  (inputs, call) => {
    const x = required(inputs, 0);
    return mapValue(
      x,
      x.dtype,
      wrapped(x.dtype, (element: number) => f(element, call)),
    );
  };

/** Results are those of the operands' type. */
const binary =
  (f: (x: number, y: number) => number): Operator =>
  (inputs) => {
    const [x, y] = pair(inputs);
    return zipValues(x, y, x.dtype, wrapped(x.dtype, f));
  };

const comparison =
  (f: (x: number, y: number) => boolean): Operator =>
  (inputs) => {
    const [x, y] = pair(inputs);
    return zipValues(x, y, "bool", (a, b) => Number(f(a, b)));
  };

function pair(inputs: Inputs): [Value, Value] {
  const [x, y] = [required(inputs, 0), required(inputs, 1)];
  if (isFloatType(x.dtype) !== isFloatType(y.dtype))
    throw new RangeError(`its inputs are ${x.dtype} and ${y.dtype}`);
  return [x, y];
}

const folded =
  (f: (x: number, y: number) => number): Operator =>
  (inputs) =>
    inputs
      .map((_, i) => required(inputs, i))
      .reduce((sum, next) => zipValues(sum, next, sum.dtype, wrapped(sum.dtype, f)));

const multiply: Operator = (inputs, { products }) => {
  const [x, y] = pair(inputs);
  if (!isFloatType(x.dtype)) return zipValues(x, y, x.dtype, integerProduct(x.dtype));
  const out = zipValues(x, y, x.dtype, products.exact ? (a, b) => a * b : products.multiply);
  products.count(out.data.length);
  return out;
};

const divide: Operator = (inputs) => {
  const [x, y] = pair(inputs);
  checkDivisor(y);
  const whole = wrapped(x.dtype, (a: number, b: number) => Math.trunc(a / b));
  return zipValues(x, y, x.dtype, isFloatType(x.dtype) ? (a, b) => a / b : whole);
};

function checkDivisor({ dtype, data }: Value): void {
  if (!isFloatType(dtype) && data.includes(0)) throw new RangeError("an integer is divided by zero");
}

/** A product of x with a function of it: one multiplication an element. */
const gated =
  (gateOf: (call: OperatorCall) => (x: number) => number): Operator =>
  (inputs, call) => {
    const x = required(inputs, 0);
    const { products } = call;
    const gate = gateOf(call);
    products.count(x.data.length);
    if (products.exact) return mapValue(x, x.dtype, (element) => element * gate(element));
    return mapValue(x, x.dtype, (element) => products.multiply(element, gate(element)));
  };

const sigmoid = (x: number, exp: (x: number) => number): number =>
  x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x));

const normalDistribution = ({ functions }: OperatorCall): ((x: number) => number) => {
  const erf = erfOf(functions.exp);
  return (x) => 0.5 * (1 + erf(x / Math.SQRT2));
};

const byTanh =
  ({ functions }: OperatorCall) =>
  (x: number): number =>
    0.5 * (1 + functions.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));

const bySigmoid =
  (factor: number) =>
  (call: OperatorCall): ((x: number) => number) => {
    const alpha = numberOf(call, "alpha", factor);
    return (x) => sigmoid(alpha * x, call.functions.exp);
  };

const where: Operator = (inputs) => {
  const [condition, x, y] = [required(inputs, 0), required(inputs, 1), required(inputs, 2)];
  const out = allocate(x.dtype, broadcastShape(condition.shape, x.shape, y.shape));
  const [c, a, b] = [condition, x, y].map((value) => broadcastIndices(value.shape, out.shape));
  for (let i = 0; i < out.data.length; i++) out.data[i] = condition.data[c(i)] ? x.data[a(i)] : y.data[b(i)];
  return out;
};

const clip: Operator = (inputs, call) => {
  const x = required(inputs, 0);
  const low = inputs[1]?.data[0] ?? numberOf(call, "min", -Infinity);
  const high = inputs[2]?.data[0] ?? numberOf(call, "max", Infinity);
  return mapValue(x, x.dtype, (element) => Math.min(Math.max(element, low), high));
};

const dtypes: Readonly<Record<number, DType>> = {
  1: "float32",
  2: "uint8",
  3: "int8",
  4: "uint16",
  5: "int16",
  6: "int32",
  7: "int64",
  9: "bool",
  10: "float16",
  11: "float64",
  12: "uint32",
  13: "uint64",
  16: "bfloat16",
};

const power = (x: number, y: number): number => (y === 2 ? x * x : y === 0.5 ? Math.sqrt(x) : x ** y);

const cast: Operator = (inputs, call) => {
  const to = dtypes[numberOf(call, "to", 1)];
  if (!to) throw new RangeError(`it casts to ONNX type ${numberOf(call, "to", 1)}, which is not supported`);
  const x = required(inputs, 0);
  if (to === x.dtype || (to === "float32" && isFloatType(x.dtype))) return { ...x, dtype: to };
  return mapValue(x, to, converter(to));
};

const identity: Operator = (inputs) => required(inputs, 0);

/** Does nothing outside of training; its mask lets everything through. */
const dropout: Operator = (inputs) => {
  const x = required(inputs, 0);
  if (inputs[2]?.data[0]) throw new RangeError("training mode is not supported");
  return [x, mapValue(x, "bool", () => 1)];
};

export const elementwise: OperatorTable = {
  Add: binary((x, y) => x + y),
  Sub: binary((x, y) => x - y),
  Mul: multiply,
  Div: divide,
  Pow: (inputs) => {
    const [x, y] = [required(inputs, 0), required(inputs, 1)];
    return zipValues(x, y, x.dtype, isFloatType(x.dtype) ? power : integerPower(x.dtype));
  },
  Mod: (inputs, call) => {
    const [x, y] = pair(inputs);
    checkDivisor(y);
    const remainder = numberOf(call, "fmod", 0) === 1;
    return zipValues(x, y, x.dtype, remainder ? (a, b) => a % b : (a, b) => a - b * Math.floor(a / b));
  },
  Max: folded((x, y) => (Number.isNaN(x) ? x : Math.max(x, y))),
  Min: folded((x, y) => (Number.isNaN(x) ? x : Math.min(x, y))),
  Sum: folded((x, y) => x + y),
  Abs: unary(Math.abs),
  Neg: unary((x) => -x),
  Sign: unary(Math.sign),
  Floor: unary(Math.floor),
  Ceil: unary(Math.ceil),
  Round: unary(integerRounder("nearestEven")),
  Sqrt: unary(Math.sqrt),
  Reciprocal: unary((x) => 1 / x),
  Exp: unary((x, { functions }) => functions.exp(x)),
  Log: unary((x, { functions }) => functions.log(x)),
  Sin: unary((x, { functions }) => functions.sin(x)),
  Cos: unary((x, { functions }) => functions.cos(x)),
  Tanh: unary((x, { functions }) => functions.tanh(x)),
  Sigmoid: unary((x, { functions }) => sigmoid(x, functions.exp)),
  Softplus: unary((x, { functions }) =>
    x > 0 ? x + functions.log(1 + functions.exp(-x)) : functions.log(1 + functions.exp(x)),
  ),
  Softsign: unary((x) => x / (1 + Math.abs(x))),
  Erf: (inputs, { functions }) => {
    const x = required(inputs, 0);
    return mapValue(x, x.dtype, erfOf(functions.exp));
  },
  Relu: unary((x) => (x > 0 ? x : x === x ? 0 : x)),
  LeakyRelu: unary((x, call) => (x < 0 ? numberOf(call, "alpha", 0.01) * x : x)),
  Elu: unary((x, call) => (x < 0 ? numberOf(call, "alpha", 1) * (call.functions.exp(x) - 1) : x)),
  HardSigmoid: unary((x, call) =>
    Math.min(1, Math.max(0, numberOf(call, "alpha", 0.2) * x + numberOf(call, "beta", 0.5))),
  ),
  HardSwish: gated(() => (x) => Math.min(1, Math.max(0, x / 6 + 0.5))),
  Gelu: (inputs, call) =>
    gated(textOf(call, "approximate", "none") === "tanh" ? byTanh : normalDistribution)(inputs, call),
  FastGelu: gated(byTanh),
  QuickGelu: gated(bySigmoid(1.702)),
  Swish: gated(bySigmoid(1)),
  Not: unary((x) => Number(x === 0)),
  And: comparison((x, y) => x !== 0 && y !== 0),
  Or: comparison((x, y) => x !== 0 || y !== 0),
  Xor: comparison((x, y) => (x !== 0) !== (y !== 0)),
  Equal: comparison((x, y) => x === y),
  Less: comparison((x, y) => x < y),
  LessOrEqual: comparison((x, y) => x <= y),
  Greater: comparison((x, y) => x > y),
  GreaterOrEqual: comparison((x, y) => x >= y),
  IsNaN: (inputs) => mapValue(required(inputs, 0), "bool", (x) => Number(Number.isNaN(x))),
  Where: where,
  Clip: clip,
  Cast: cast,
  Identity: identity,
  Dropout: dropout,
};
