/** Arithmetic, functions of one variable, comparison, choice, casts, and activation functions. */
import { dtypeOfCode, dtypes, isFloat, isInteger, type DType } from "../../dtype.ts";
import * as t from "../../ops/index.ts";
import { scalar, type Tensor } from "../../tensor.ts";
import type { Call, Translation, Translations } from "./call.ts";

const unary =
  (f: (x: Tensor) => Tensor): Translation =>
  ({ input }) =>
    f(input(0));

const binary =
  (f: (a: Tensor, b: Tensor) => Tensor): Translation =>
  ({ input }) =>
    f(input(0), input(1));

const all = ({ inputs, input }: Call): Tensor[] => inputs.map((_, i) => input(i));

const variadic =
  (f: (a: Tensor, b: Tensor) => Tensor): Translation =>
  (call) =>
    all(call).reduce((a, b) => f(a, b));

/** Integers of 8 and 16 bits, for which ONNX Runtime has few kernels, go through 32. */
function throughWide(f: (a: Tensor, b: Tensor) => Tensor): (a: Tensor, b: Tensor) => Tensor {
  return (a, b) => {
    if (!isInteger(a.dtype) || dtypes[a.dtype].bits > 16) return f(a, b);
    const wide = dtypes[a.dtype].kind === "int" ? "int32" : "uint32";
    return t.cast(f(t.cast(a, wide), t.cast(b, wide)), a.dtype);
  };
}

/** Toward zero. */
const truncate = (x: Tensor): Tensor => t.mul(t.sign(x), t.floor(t.abs(x)));

/** Where an operator is defined for floats alone, integers go through float64. */
function throughFloat(x: Tensor, f: (x: Tensor) => Tensor): Tensor {
  if (isFloat(x.dtype)) return f(x);
  return t.cast(f(t.cast(x, "float64")), x.dtype);
}

/** x^y in the type of x. */
function power({ input }: Call): Tensor {
  const x = input(0);
  const exponent = input(1);
  if (isFloat(x.dtype)) return t.pow(x, t.cast(exponent, x.dtype));
  return t.cast(t.round(t.pow(t.cast(x, "float64"), t.cast(exponent, "float64"))), x.dtype);
}

function modulo({ input, int }: Call): Tensor {
  const [a, b] = [input(0), input(1)];
  if (int("fmod", 0) === 0) return t.remainder(a, b);
  const quotient = t.div(a, b);
  return t.sub(a, t.mul(b, isInteger(a.dtype) ? quotient : truncate(quotient)));
}

function clip({ input, optional, float, opset }: Call): Tensor {
  const x = input(0);
  const bound = (i: number, name: string, none: number): Tensor | undefined => {
    if (opset >= 11) return optional(i);
    const value = float(name, none);
    return Number.isFinite(value) ? scalar(value, x.dtype) : undefined;
  };
  const [low, high] = [bound(1, "min", -Infinity), bound(2, "max", Infinity)];
  const raised = low ? t.maximum(x, low) : x;
  return high ? t.minimum(raised, high) : raised;
}

function isInfinite({ input, int }: Call): Tensor {
  const x = input(0);
  const [up, down] = [int("detect_positive", 1) === 1, int("detect_negative", 1) === 1];
  if (up && down) return t.isInf(x);
  const side = up ? t.greater(x, 0) : down ? t.less(x, 0) : t.notEqual(x, x);
  return t.and(t.isInf(x), side);
}

/** log(|x| + sqrt(x^2 + 1)) with the sign of x, as log1p so that it is accurate near 0, and without a square that overflows. */
function asinh(x: Tensor): Tensor {
  const negative = t.less(x, 0);
  const size = t.where(negative, t.neg(x), x);
  const above = t.greater(size, 1);
  // sqrt(s^2 + 1) - 1 is s^2 / (1 + sqrt(s^2 + 1)); above 1 both are divided by s first.
  const small = t.where(above, 1, size);
  const square = t.mul(small, small);
  const inverse = t.reciprocal(t.where(above, size, 1));
  const excess = t.where(
    above,
    t.div(size, t.add(t.sqrt(t.add(t.mul(inverse, inverse), 1)), inverse)),
    t.div(square, t.add(t.sqrt(t.add(square, 1)), 1)),
  );
  const y = t.log1p(t.add(size, excess));
  return t.where(negative, t.neg(y), y);
}

const castTo = (x: Tensor, dtype: DType): Tensor => t.cast(x, dtype);

/** Where a threshold is passed the first, else the second. */
const piece = (condition: Tensor, a: Tensor, b: Tensor | number): Tensor => t.where(condition, a, b);

/** Before version 7 a vector of slopes was one for each channel. */
const perChannel = (slope: Tensor, x: Tensor): Tensor =>
  slope.rank === 1 && slope.size > 1 && x.rank > 2 && slope.size !== x.shape.at(-1)
    ? t.reshape(slope, [slope.size, ...x.shape.slice(2).map(() => 1)])
    : slope;

const gelu: Translation = ({ input, text }) =>
  t.gelu(input(0), { approximate: text("approximate", "none") === "tanh" });

export const elementwise: Translations = {
  Abs: unary(t.abs),
  Acos: unary(t.acos),
  // log(x + sqrt(x^2 - 1)), and the like: the inverses of the hyperbolic functions by their definitions.
  Acosh: unary((x) => t.log(t.add(x, t.sqrt(t.sub(t.mul(x, x), 1))))),
  Add: binary(t.add),
  And: binary(t.and),
  Asin: unary(t.asin),
  Asinh: unary(asinh),
  Atan: unary(t.atan),
  Atanh: unary((x) => t.mul(t.log(t.div(t.add(x, 1), t.sub(1, x))), 0.5)),
  BitCast: ({ input, int }) => t.bitcast(input(0), dtypeOfCode(int("to"))),
  BitShift: ({ input, text }) =>
    throughWide(text("direction") === "LEFT" ? t.shiftLeft : t.shiftRight)(input(0), input(1)),
  BitwiseAnd: binary(t.bitAnd),
  BitwiseNot: unary(t.bitNot),
  BitwiseOr: binary(t.bitOr),
  BitwiseXor: binary(t.bitXor),
  Cast: ({ input, int }) => castTo(input(0), dtypeOfCode(int("to"))),
  CastLike: ({ input }) => castTo(input(0), input(1).dtype),
  Ceil: unary(t.ceil),
  Celu: ({ input, float }) => {
    const alpha = float("alpha", 1);
    const x = input(0);
    return t.add(t.relu(x), t.minimum(t.mul(t.sub(t.exp(t.div(t.minimum(x, 0), alpha)), 1), alpha), 0));
  },
  Clip: clip,
  Cos: unary(t.cos),
  Cosh: unary(t.cosh),
  Div: binary(t.div),
  Elu: ({ input, float }) => t.elu(input(0), float("alpha", 1)),
  Equal: binary(t.equal),
  Erf: unary(t.erf),
  Exp: unary(t.exp),
  Floor: unary(t.floor),
  Gelu: gelu,
  Greater: binary(t.greater),
  GreaterOrEqual: binary(t.greaterEqual),
  HardSigmoid: ({ input, float }) =>
    t.clip(t.add(t.mul(input(0), float("alpha", 0.2)), float("beta", 0.5)), 0, 1),
  HardSwish: unary((x) => t.mul(x, t.clip(t.add(t.mul(x, 1 / 6), 0.5), 0, 1))),
  Identity: ({ inputs }) => [inputs[0]],
  IsInf: isInfinite,
  IsNaN: unary(t.isNaN),
  LeakyRelu: ({ input, float }) => t.leakyRelu(input(0), float("alpha", 0.01)),
  Less: binary(t.less),
  LessOrEqual: binary(t.lessEqual),
  Log: unary(t.log),
  Max: variadic(throughWide(t.maximum)),
  Mean: (call) => t.div(variadic(t.add)(call) as Tensor, call.inputs.length),
  Min: variadic(throughWide(t.minimum)),
  Mish: unary((x) => t.mul(x, t.tanh(t.softplus(x)))),
  Mod: modulo,
  Mul: binary(t.mul),
  Neg: unary(t.neg),
  Not: unary(t.not),
  Or: binary(t.or),
  Pow: power,
  PRelu: binary((x, slope) => piece(t.less(x, 0), t.mul(x, perChannel(slope, x)), x)),
  Reciprocal: unary(t.reciprocal),
  Relu: unary((x) => (isFloat(x.dtype) ? t.relu(x) : t.maximum(x, 0))),
  Round: unary(t.round),
  Selu: ({ input, float }) => {
    const [alpha, gamma] = [float("alpha", 1.6732632423543772), float("gamma", 1.0507009873554805)];
    return t.mul(t.elu(input(0), alpha), gamma);
  },
  Shrink: ({ input, float }) => {
    const [bias, edge] = [float("bias", 0), float("lambd", 0.5)];
    return throughFloat(input(0), (x) =>
      piece(t.less(x, -edge), t.add(x, bias), piece(t.greater(x, edge), t.sub(x, bias), 0)),
    );
  },
  Sigmoid: unary(t.sigmoid),
  Sign: unary(t.sign),
  Sin: unary(t.sin),
  Sinh: unary(t.sinh),
  Softplus: unary(t.softplus),
  Softsign: unary((x) => t.div(x, t.add(t.abs(x), 1))),
  Sqrt: unary(t.sqrt),
  Sub: binary(t.sub),
  Sum: variadic(t.add),
  Swish: ({ input, float }) => t.mul(input(0), t.sigmoid(t.mul(input(0), float("alpha", 1)))),
  Tan: unary(t.tan),
  Tanh: unary(t.tanh),
  ThresholdedRelu: ({ input, float }) => piece(t.greater(input(0), float("alpha", 1)), input(0), 0),
  Where: ({ input }) => t.where(input(0), input(1), input(2)),
  Xor: binary(t.xor),
};
