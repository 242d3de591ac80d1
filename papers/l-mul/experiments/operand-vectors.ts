/** @file L-Mul bit by bit: the constants of the formats, and pairs of float32 operands with the bits that must come out. */
import { defineExperiment, z } from "@working-papers/lab";
import {
  bfloat16,
  float16,
  float32,
  float8e4m3fn,
  float8e5m2,
  floatFormat,
  type FloatFormat,
} from "@working-papers/arithmetic";
import { fieldOffset, lmulCode, lmulRawCode, offsetExponent } from "../index.ts";

/** l(m) for m = 1, 2, …: the paper's equation 1. */
const OFFSET_EXPONENTS = [1, 2, 3, 3, 4, 4];

/** OFF = (bias << M) − 2^(M − l(M)): what is subtracted from the sum of two fields. */
const OFFSETS: readonly [FloatFormat, number][] = [
  [float32, 0x3f780000],
  [bfloat16, 0x3f78],
  [float16, 0x3bc0],
  [float8e4m3fn, 0x37],
  [float8e5m2, 0x3b],
  [floatFormat({ exponentBits: 3, mantissaBits: 4 }), 0x2e],
  [floatFormat({ exponentBits: 2, mantissaBits: 5 }), 0x1e],
];

/** Operands, the bits that the bare addition of published code gives, and the bits that a multiplication may give. */
const VECTORS: readonly [x: number, y: number, bare: number, specified: number][] = [
  [1, 1, 0x3f880000, 0x3f880000],
  [1.5, 1.5, 0x40080000, 0x40080000],
  [-3, 4, 0xc1480000, 0xc1480000],
  [1.9999999, 1.9999999, 0x4087fffe, 0x4087fffe],
  [Math.PI, Math.E, 0x40ff082f, 0x40ff082f],
  [0.1, 0.2, 0x3ca1999a, 0x3ca1999a],
  [0, 1, 0x00080000, 0x00000000],
  [0, 1e30, 0x31d1f2ca, 0x00000000],
  [-0, 5, 0x81280000, 0x80000000],
  [1e-30, 1e-30, 0x5bcc84c0, 0x00000000],
  [1e30, 1e30, 0x231be594, 0x7f800000],
  [Infinity, 1, 0x7f880000, 0x7f800000],
  [Infinity, 2, 0x00080000, 0x7f800000],
  [Infinity, 0, 0x40080000, 0x7fc00000],
  [1e-40, 1, 0x000916c2, 0x00000000],
];

export default defineExperiment({
  id: "operand-vectors",
  version: 1,
  title: "L-Mul bit by bit",
  question: "Which bits come out of the addition, and where is the bare addition no multiplication at all?",
  method:
    "The constant of seven formats is compared with its written-out value. Fifteen pairs of float32 operands, nine of them zeros, infinities, subnormals and operands whose product leaves the range, are multiplied twice: by the bare 32-bit addition that published code performs, and by the addition with its special cases settled. Both results are compared with expected bits.",
  provider: "javascript",
  varies: "never",
  parameters: z.strictObject({}),
  measurements: {
    offsetExponents: { title: "Values of l(m) as in the paper, m = 1 … 6", unit: "of 6", decimals: 0 },
    offsetConstants: { title: "Constants of formats as written out", unit: "of 7", decimals: 0 },
    specifiedVectors: { title: "Pairs whose result has the specified bits", unit: "of 15", decimals: 0 },
    bareVectors: {
      title: "Pairs for which the bare addition has its known bits",
      unit: "of 15",
      decimals: 0,
    },
    bareWrong: {
      title: "Pairs for which the bare addition is not what is specified",
      unit: "of 15",
      decimals: 0,
    },
  },
  presets: {
    quick: { parameters: {}, cost: "no time" },
    full: { parameters: {}, cost: "no time" },
  },
  run() {
    const exponents = OFFSET_EXPONENTS.filter((l, i) => offsetExponent(i + 1) === l);
    const constants = OFFSETS.filter(([format, expected]) => fieldOffset(format) === expected);
    const products = VECTORS.map(([x, y, bare, specified]) => {
      const [xBits, yBits] = [bitsOf(x), bitsOf(y)];
      return { x, y, bare, specified, gotBare: lmulRawCode(xBits, yBits), got: lmulCode(xBits, yBits) };
    });
    return Promise.resolve({
      measurements: {
        offsetExponents: exponents.length,
        offsetConstants: constants.length,
        specifiedVectors: products.filter(({ got, specified }) => got === specified).length,
        bareVectors: products.filter(({ gotBare, bare }) => gotBare === bare).length,
        bareWrong: products.filter(({ gotBare, specified }) => gotBare !== specified).length,
      },
      tables: [
        {
          id: "products",
          title: "Operands and the bits of their L-Mul",
          columns: [
            { title: "x" },
            { title: "y" },
            { title: "x · y" },
            { title: "bare addition, bits" },
            { title: "bare addition" },
            { title: "L-Mul, bits" },
            { title: "L-Mul" },
          ],
          rows: products.map(({ x, y, gotBare, got }) => [
            shown(x),
            shown(y),
            shown(Math.fround(Math.fround(x) * Math.fround(y))),
            hexadecimal(gotBare, 8),
            shown(numberOf(gotBare)),
            hexadecimal(got, 8),
            shown(numberOf(got)),
          ]),
        },
        {
          id: "offsets",
          title: "The one constant of each format",
          columns: [
            { title: "format" },
            { title: "exponent bits", decimals: 0 },
            { title: "mantissa bits", decimals: 0 },
            { title: "l", decimals: 0 },
            { title: "OFF" },
          ],
          rows: OFFSETS.map(([format]) => [
            format.name,
            format.exponentBits,
            format.mantissaBits,
            offsetExponent(format.mantissaBits),
            hexadecimal(fieldOffset(format), Math.ceil(format.bits / 4)),
          ]),
        },
      ],
    });
  },
});

const value = new Float32Array(1);
const bits = new Uint32Array(value.buffer);

function bitsOf(x: number): number {
  value[0] = x;
  return bits[0];
}

function numberOf(code: number): number {
  bits[0] = code;
  return value[0];
}

function hexadecimal(code: number, digits: number): string {
  return `0x${code.toString(16).padStart(digits, "0")}`;
}

/** A number as text, signed zeros and specials included, with at most nine digits (a float32 needs no more). */
function shown(x: number): string {
  if (Object.is(x, -0)) return "−0";
  return String(Number(x.toPrecision(9)))
    .replaceAll("-", "−")
    .replace("Infinity", "∞");
}
