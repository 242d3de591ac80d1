/**
 * Operators that act on each element by itself: arithmetic, functions of one variable, comparison, choice, casts.
 * Operators of two inputs broadcast by NumPy's rule; their transpose rules sum over what was repeated.
 */
import { dtypes, integerRange, isFloat, isInteger, type DType } from "../dtype.ts";
import type { Emitter } from "../onnx/emitter.ts";
import { definePrimitive, type Operator, type Primitive, type Tangent } from "../primitive.ts";
import { broadcastShapes, sameShape } from "../shape.ts";
import { scalar, type Aval, type Node, type Tensor, type TensorLike } from "../tensor.ts";
import { lift } from "./create.ts";
import { beforeBroadcast, broadcastTo, sumTo } from "./structural.ts";

type None = Record<never, never>;

function requireFloat(x: Tensor): void {
  if (!isFloat(x.dtype)) throw new Error("needs a float dtype: cast first");
}

function broadcastAval(inputs: readonly Tensor[]): Aval {
  const [a, b] = inputs as [Tensor, Tensor];
  const shape = broadcastShapes(a.shape, b.shape);
  if (!shape) throw new Error(`the shapes do not broadcast`);
  if (a.dtype !== b.dtype) throw new Error(`the dtypes differ: cast one`);
  return { shape, dtype: a.dtype };
}

/**
 * Defines y = f(x) with dy = rule(dx, x, y), written as one ONNX operator; `float64` writes it where ONNX Runtime has a kernel for
 * float32 alone.
 */
function unary(
  name: string,
  onnxName: string,
  rule: ((t: Tensor, x: Tensor, y: Tensor) => Tensor) | undefined,
  extra: Partial<Primitive<None>> & { float?: boolean; float64?: (emit: Emitter, x: string) => string } = {},
): (x: TensorLike) => Tensor {
  const { float = true, float64, ...rest } = extra;
  const operator = definePrimitive<None>({
    name,
    shape([x]) {
      if (float) requireFloat(x!);
      return x!;
    },
    ...(rule && { jvp: ([t], { inputs, outputs }) => rule(t!, inputs[0]!, outputs[0]!) }),
    onnx: (emit, [x], { inputs }) =>
      float64 && inputs[0]!.dtype === "float64" ? float64(emit, x!) : emit.op(onnxName, [x!]),
    ...rest,
  });
  return (x) => operator(lift(x), {});
}

/** Applies an operator of two inputs, without materialising a broadcast it would do itself. */
function applyBinary(operator: Operator<None>, x: Tensor, y: Tensor): Tensor {
  const shape = broadcastShapes(x.shape, y.shape);
  if (!shape) return operator([x, y], {});
  const [u, v] = [beforeBroadcast(x), beforeBroadcast(y)];
  const covers = (p: Tensor, q: Tensor): boolean => sameShape(broadcastShapes(p.shape, q.shape)!, shape);
  if (covers(u, y)) return operator([u, covers(u, v) ? v : y], {});
  return operator([x, covers(x, v) ? v : y], {});
}

interface BinaryRules {
  readonly jvp?: (tangents: readonly Tangent[], a: Tensor, b: Tensor, y: Tensor) => Tangent;
  /** Cotangent of the first or second input, before it is summed to that input's shape. */
  readonly transpose?: (ct: Tensor, a: Tensor, b: Tensor, which: 0 | 1) => Tensor;
  readonly check?: (x: Tensor) => void;
  /** The number e with f(x, e) = x, or with f(e, x) = x as well where the operator commutes. */
  readonly identity?: number;
  readonly commutes?: boolean;
  /** Moves the negation of an operand outward, where it meets another or becomes a subtraction. Adjoints are full of them. */
  readonly moveNegation?: (a: Tensor, b: Tensor) => Tensor | undefined;
}

/** Whether x is this number, whatever its dtype and shape. */
const isLiteral = (x: Tensor, value: number | undefined): boolean =>
  x.source.kind === "value" && x.size === 1 && x.rank === 0 && Number(x.source.data[0]) === value;

function binary(
  name: string,
  onnxName: string,
  rules: BinaryRules,
): (a: TensorLike, b: TensorLike) => Tensor {
  const { jvp, transpose, check, identity, commutes = false, moveNegation } = rules;
  const operator = definePrimitive<None>({
    name,
    shape(inputs) {
      check?.(inputs[0]!);
      return broadcastAval(inputs);
    },
    ...(jvp && {
      jvp(ts, { inputs, outputs }: Node) {
        const t = jvp(ts, inputs[0]!, inputs[1]!, outputs[0]!);
        return t && broadcastTo(t, outputs[0]!.shape);
      },
    }),
    ...(transpose && {
      transpose([ct], { inputs }, linear) {
        const [a, b] = inputs as [Tensor, Tensor];
        return inputs.map((x, i) => (linear[i] ? sumTo(transpose(ct!, a, b, i as 0 | 1), x.shape) : null));
      },
    }),
    onnx: (emit, names) => emit.op(onnxName, names),
  });
  return (a, b) => {
    const [x, y] = lift(a, b) as [Tensor, Tensor];
    if (x.dtype === y.dtype && isLiteral(y, identity)) return x;
    if (x.dtype === y.dtype && commutes && isLiteral(x, identity)) return y;
    return moveNegation?.(x, y) ?? applyBinary(operator, x, y);
  };
}

const negated = (x: Tensor): Tensor | undefined =>
  x.node?.primitive.name === "neg" ? x.node.inputs[0] : undefined;

/** (-a) b = a (-b) = -(a b). */
const outOfProduct =
  (f: (a: Tensor, b: Tensor) => Tensor) =>
  (a: Tensor, b: Tensor): Tensor | undefined => {
    const [p, q] = [negated(a), negated(b)];
    if (p && q) return f(p, q);
    return p ? neg(f(p, b)) : q && neg(f(a, q));
  };

const plus = (a: Tangent, b: Tangent): Tangent => (a && b ? add(a, b) : (a ?? b));

export const add = binary("add", "Add", {
  identity: 0,
  commutes: true,
  jvp: ([ta, tb]) => plus(ta!, tb!),
  transpose: (ct) => ct,
  moveNegation: (a, b) => {
    const [p, q] = [negated(a), negated(b)];
    return q ? sub(a, q) : p && sub(b, p);
  },
});

export const sub = binary("sub", "Sub", {
  identity: 0,
  jvp: ([ta, tb]) => (ta && tb ? sub(ta, tb) : (ta ?? neg(tb!))),
  transpose: (ct, _a, _b, which) => (which === 0 ? ct : neg(ct)),
  moveNegation: (a, b) => {
    const q = negated(b);
    return q && add(a, q);
  },
});

export const mul = binary("mul", "Mul", {
  identity: 1,
  commutes: true,
  jvp: ([ta, tb], a, b) => plus(ta && mul(ta, b), tb && mul(a, tb)),
  transpose: (ct, a, b, which) => mul(ct, which === 0 ? b : a),
  moveNegation: outOfProduct((a, b) => mul(a, b)),
});

/** a / b. Integers truncate toward zero. */
export const div = binary("div", "Div", {
  identity: 1,
  jvp: ([ta, tb], _, b, y) => plus(ta && div(ta, b), tb && neg(mul(div(y, b), tb))),
  transpose: (ct, _, b) => div(ct, b),
  moveNegation: outOfProduct((a, b) => div(a, b)),
});

/** a ** b. The derivative in b takes log(a), so it is NaN where a is negative; where a is 0 and b is not negative it is 0, as is 0 ** b. */
export const pow = binary("pow", "Pow", {
  identity: 1,
  check: requireFloat,
  // Zero times an infinite power or logarithm would be NaN.
  jvp: ([ta, tb], a, b, y) =>
    plus(
      ta && mul(ta, mul(b, pow(a, where(equal(b, 0), 1, sub(b, 1))))),
      tb && mul(tb, mul(y, log(where(equal(a, 0), 1, a)))),
    ),
});

/** Share of the derivative that goes to the first of two candidates: 1, 0, or a half each where they are equal. */
const share = (a: Tensor, b: Tensor): Tensor =>
  mul(add(cast(greater(a, b), a.dtype), cast(greaterEqual(a, b), a.dtype)), 0.5);

/** The larger of two. Where they are equal each gets half of the derivative. */
export const maximum = binary("maximum", "Max", {
  jvp: ([ta, tb], a, b) => plus(ta && mul(ta, share(a, b)), tb && mul(tb, share(b, a))),
});

/** The smaller of two. Where they are equal each gets half of the derivative. */
export const minimum = binary("minimum", "Min", {
  jvp: ([ta, tb], a, b) => plus(ta && mul(ta, share(b, a)), tb && mul(tb, share(a, b))),
});

const remainderOp = definePrimitive<None>({
  name: "remainder",
  shape: broadcastAval,
  jvp: ([ta, tb], { inputs: [a, b], outputs: [y] }) => {
    const t = plus(ta!, tb && neg(mul(tb, floor(div(a!, b!)))));
    return t && broadcastTo(t, y!.shape);
  },
  onnx(emit, [a, b], { inputs }) {
    if (isInteger(inputs[0]!.dtype)) return emit.op("Mod", [a!, b!]);
    // ONNX defines Mod of floats with the sign of the dividend; NumPy's has the sign of the divisor: a - b floor(a / b).
    const quotient = emit.op("Floor", [emit.op("Div", [a!, b!])]);
    return emit.op("Sub", [a!, emit.op("Mul", [b!, quotient])]);
  },
});

/** a - b floor(a / b): the sign is that of the divisor, as in NumPy. */
export const remainder = (a: TensorLike, b: TensorLike): Tensor => remainderOp(lift(a, b), {});

/** -x. */
export const neg = (x: TensorLike): Tensor => {
  const [y] = lift(x) as [Tensor];
  return negated(y) ?? negate(y);
};
const negate = unary("neg", "Neg", (t) => neg(t), { float: false, transpose: ([ct]) => neg(ct!) });

export const exp = unary("exp", "Exp", (t, _, y) => mul(t, y));
export const log = unary("log", "Log", (t, x) => div(t, x));
export const sqrt = unary("sqrt", "Sqrt", (t, _, y) => div(t, mul(y, 2)));
export const reciprocal = unary("reciprocal", "Reciprocal", (t, _, y) => neg(mul(t, mul(y, y))));
export const sin = unary("sin", "Sin", (t, x) => mul(t, cos(x)));
export const cos = unary("cos", "Cos", (t, x) => neg(mul(t, sin(x))));
export const tan = unary("tan", "Tan", (t, _, y) => mul(t, add(mul(y, y), 1)), {
  float64: (emit, x) => emit.op("Div", [emit.op("Sin", [x]), emit.op("Cos", [x])]),
});
export const asin = unary("asin", "Asin", (t, x) => div(t, sqrt(sub(1, mul(x, x)))));
export const acos = unary("acos", "Acos", (t, x) => neg(div(t, sqrt(sub(1, mul(x, x))))));
export const atan = unary("atan", "Atan", (t, x) => div(t, add(mul(x, x), 1)));
const exponentials = (emit: Emitter, x: string): string[] => [
  emit.op("Exp", [x]),
  emit.op("Exp", [emit.op("Neg", [x])]),
];
const halfOf = (emit: Emitter, x: string): string => emit.op("Mul", [x, emit.constant([0.5], "float64")]);
export const sinh = unary("sinh", "Sinh", (t, x) => mul(t, cosh(x)), {
  float64: (emit, x) => halfOf(emit, emit.op("Sub", exponentials(emit, x))),
});
export const cosh = unary("cosh", "Cosh", (t, x) => mul(t, sinh(x)), {
  float64: (emit, x) => halfOf(emit, emit.op("Sum", exponentials(emit, x))),
});
export const tanh = unary("tanh", "Tanh", (t, _, y) => mul(t, sub(1, mul(y, y))));
export const sigmoid = unary("sigmoid", "Sigmoid", (t, _, y) => mul(t, mul(y, sub(1, y))));
/** log(1 + exp(x)). */
export const softplus = unary("softplus", "Softplus", (t, x) => mul(t, sigmoid(x)), {
  // max(x, 0) + log(1 + exp(-|x|)) does not overflow.
  float64(emit, x) {
    const tail = emit.op("Exp", [emit.op("Neg", [emit.op("Abs", [x])])]);
    const log1p = emit.op("Log", [emit.op("Add", [tail, emit.constant([1], "float64")])]);
    return emit.op("Add", [emit.op("Max", [x, emit.constant([0], "float64")]), log1p]);
  },
});
/** max(x, 0), with derivative 0 at 0. (A product with zeros and ones takes three quarters of the time of a choice.) */
export const relu = unary("relu", "Relu", (t, _, y) => mul(t, cast(greater(y, 0), y.dtype)));
export const abs = unary("abs", "Abs", (t, x) => mul(t, sign(x)), { float: false });
export const sign = unary("sign", "Sign", undefined, { float: false });
export const floor = unary("floor", "Floor", undefined);
export const ceil = unary("ceil", "Ceil", undefined);
/** To the nearest integer, halves to even. */
export const round = unary("round", "Round", undefined);

/** The error function, 2/sqrt(pi) times the integral of exp(-u^2) from 0 to x. */
export const erf = unary("erf", "Erf", (t, x) => mul(t, mul(exp(neg(mul(x, x))), 2 / Math.sqrt(Math.PI))));

export const square = (x: Tensor): Tensor => mul(x, x);

/** 1 / sqrt(x). */
export const rsqrt = (x: Tensor): Tensor => reciprocal(sqrt(x));

/** x limited to [low, high]. */
export const clip = (x: Tensor, low: TensorLike, high: TensorLike): Tensor => minimum(maximum(x, low), high);

function comparison(name: string, onnxName: string): (a: TensorLike, b: TensorLike) => Tensor {
  const operator = definePrimitive<None>({
    name,
    shape: (inputs) => ({ shape: broadcastAval(inputs).shape, dtype: "bool" }),
    onnx: (emit, names) => emit.op(onnxName, names),
  });
  return (a, b) => applyBinary(operator, ...(lift(a, b) as [Tensor, Tensor]));
}

export const equal = comparison("equal", "Equal");
export const greater = comparison("greater", "Greater");
export const greaterEqual = comparison("greaterEqual", "GreaterOrEqual");
export const less = comparison("less", "Less");
export const lessEqual = comparison("lessEqual", "LessOrEqual");
export const notEqual = (a: TensorLike, b: TensorLike): Tensor => not(equal(a, b));

function logical(name: string, onnxName: string): (a: Tensor, b: Tensor) => Tensor {
  const operator = definePrimitive<None>({
    name,
    shape(inputs) {
      if (inputs.some((x) => x.dtype !== "bool")) throw new Error("needs bool inputs");
      return broadcastAval(inputs);
    },
    onnx: (emit, names) => emit.op(onnxName, names),
  });
  return (a, b) => applyBinary(operator, ...(lift(a, b) as [Tensor, Tensor]));
}

export const and = logical("and", "And");
export const or = logical("or", "Or");
export const xor = logical("xor", "Xor");

const notOp = definePrimitive<None>({
  name: "not",
  shape([x]) {
    if (x!.dtype !== "bool") throw new Error("needs a bool input");
    return x!;
  },
  onnx: (emit, [x]) => emit.op("Not", [x!]),
});
export const not = (x: Tensor): Tensor => notOp([x], {});

function test(name: string, onnxName: string): (x: Tensor) => Tensor {
  const operator = definePrimitive<None>({
    name,
    shape([x]) {
      requireFloat(x!);
      return { shape: x!.shape, dtype: "bool" };
    },
    onnx: (emit, [x]) => emit.op(onnxName, [x!]),
  });
  return (x) => operator([x], {});
}

export const isNaN = test("isNaN", "IsNaN");
export const isInf = test("isInf", "IsInf");
/** Neither NaN nor infinite. */
export const isFinite = (x: Tensor): Tensor => not(or(isNaN(x), isInf(x)));

const whereOp = definePrimitive<None>({
  name: "where",
  shape([condition, a, b]) {
    if (condition!.dtype !== "bool") throw new Error("the condition is not bool");
    const { dtype } = broadcastAval([a!, b!]);
    const shape = broadcastShapes(condition!.shape, a!.shape, b!.shape);
    if (!shape) throw new Error("the shapes do not broadcast");
    return { shape, dtype };
  },
  jvp: ([, ta, tb], { inputs: [condition, a, b], outputs: [y] }) =>
    broadcastTo(where(condition!, ta ?? scalar(0, a!.dtype), tb ?? scalar(0, b!.dtype)), y!.shape),
  transpose: ([ct], { inputs: [condition, a, b] }, [, la, lb]) => [
    null,
    la ? sumTo(where(condition!, ct!, 0), a!.shape) : null,
    lb ? sumTo(where(condition!, 0, ct!), b!.shape) : null,
  ],
  onnx: (emit, names) => emit.op("Where", names),
});

/** a where the condition (bool) holds, else b. All three broadcast. */
export function where(condition: Tensor, a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = lift(a, b) as [Tensor, Tensor];
  const shape = broadcastShapes(condition.shape, x.shape, y.shape);
  const [u, v] = [beforeBroadcast(x), beforeBroadcast(y)];
  const fits = shape && sameShape(broadcastShapes(condition.shape, u.shape, v.shape) ?? [], shape);
  return fits ? whereOp([condition, u, v], {}) : whereOp([condition, x, y], {});
}

const castOp = definePrimitive<{ dtype: DType }>({
  name: "cast",
  shape: ([x], { dtype }) => ({ shape: x!.shape, dtype }),
  jvp: ([t], _, { dtype }) => (isFloat(dtype) ? cast(t!, dtype) : null),
  transpose: ([ct], { inputs: [x] }) => cast(ct!, x!.dtype),
  onnx(emit, [x], { inputs }, { dtype }) {
    const from = inputs[0]!.dtype;
    const plain = (y: string, to: DType): string => emit.op("Cast", [y], { to: dtypes[to].code });
    if (dtypes[dtype].bits > 4 && dtypes[from].bits > 4) return plain(x!, dtype);
    // ONNX Runtime's casts of 4-bit numbers wrap, round floats away from zero, and err at 8 bits: those of int32 that fit are right.
    const wide = dtypes[from].bits < 32 ? (isFloat(from) ? "float32" : "int32") : from;
    const y = wide === from ? x! : plain(x!, wide);
    if (dtypes[dtype].bits > 4) return dtype === wide ? y : plain(y, dtype);
    const [least, most] = integerRange(dtype);
    const low = dtypes[wide].kind === "uint" ? "" : emit.constant([least], wide);
    const clipped = emit.op("Clip", [y, low, emit.constant([most], wide)]);
    return plain(wide === "int32" ? clipped : plain(clipped, "int32"), dtype);
  },
});

/**
 * Converts to another dtype. Floats to integers truncate; int4 and uint4 saturate; anything to bool is "not zero". Differentiable between
 * floats.
 */
export const cast = (x: Tensor, dtype: DType): Tensor => (x.dtype === dtype ? x : castOp([x], { dtype }));

/** log(1 + x), accurate for small x: log(u) x / (u - 1) with u = 1 + x rounded (Kahan; Higham, 2002, section 1.14.1). */
export const log1p = (x: Tensor): Tensor => {
  const u = add(x, 1);
  const small = equal(u, 1);
  const safe = where(small, 2, u);
  // An infinite u divided by itself would be NaN.
  return where(small, x, where(isInf(u), log(safe), mul(log(safe), div(x, sub(safe, 1)))));
};

/** log(exp(a) + exp(b)), without overflow: the larger and log(1 + exp(-|gap|)). Where they are equal each gets half of the derivative. */
export function logAddExp(a: Tensor, b: Tensor): Tensor {
  const equals = equal(a, b);
  const gap = sub(a, b);
  // The larger is the mean and half the gap, which at a gap of zero has the derivative of both. Two equal infinities have none.
  const none = where(isNaN(gap), 0, gap);
  const mean = add(mul(a, 0.5), mul(b, 0.5));
  const ofEquals = add(mean, sub(softplus(none), mul(none, 0.5)));
  return where(equals, ofEquals, add(maximum(a, b), softplus(neg(abs(where(equals, 0, gap))))));
}

/** Base-2 logarithm. */
export const log2 = (x: Tensor): Tensor => mul(log(x), Math.LOG2E);
/** Base-10 logarithm. */
export const log10 = (x: Tensor): Tensor => mul(log(x), Math.LOG10E);

/** The integer between 0 and x that is nearest to x. */
export const trunc = (x: Tensor): Tensor => mul(sign(x), floor(abs(x)));

/** floor(a / b), for floats and for integers, as NumPy's `//`. */
export function floorDivide(a: Tensor, b: TensorLike): Tensor {
  if (isFloat(a.dtype)) return floor(div(a, b));
  return div(sub(a, remainder(a, b)), b);
}

/** NaN replaced by a value. */
export const nanToNum = (x: Tensor, value = 0): Tensor => where(isNaN(x), value, x);
