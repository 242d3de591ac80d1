/** @file Errors of single products of random operands: multiplication of rounded operands against L-Mul. */
import { defineExperiment, z, type Figure, type Random } from "@working-papers/lab";
import { floatFormat, lmulVector, roundTo, roundVector, type FloatFormat } from "@working-papers/arithmetic";
import { INK, LEGEND, SIZE, percent } from "../figures.ts";

type Rounding = "nearestEven" | "towardZero";

/** One way to multiply operands of which only some mantissa bits are kept. */
interface Scheme {
  multiplication: "exact" | "rounded" | "field" | "formula";
  /** Mantissa bits kept of each operand. */
  bits: number;
  operands: Rounding;
}

const WIDTHS = [2, 3, 4, 5, 6, 7, 10, 23];
const SCHEMES: readonly Scheme[] = allSchemes();

const MULTIPLICATIONS = {
  exact: "float, exact product",
  rounded: "float, rounded product",
  field: "L-Mul, field",
  formula: "L-Mul, formula",
} as const;
const ROUNDED = { towardZero: "cut", nearestEven: "rounded" } as const;

/** The measured schemes by name; the table of a run has all of them. */
const MEASURED = {
  e5m2: { multiplication: "exact", bits: 2, operands: "nearestEven" },
  e5m2Rounded: { multiplication: "rounded", bits: 2, operands: "nearestEven" },
  e5m2Cut: { multiplication: "exact", bits: 2, operands: "towardZero" },
  e4m3: { multiplication: "exact", bits: 3, operands: "nearestEven" },
  e4m3Rounded: { multiplication: "rounded", bits: 3, operands: "nearestEven" },
  e4m3Cut: { multiplication: "exact", bits: 3, operands: "towardZero" },
  field2: { multiplication: "field", bits: 2, operands: "towardZero" },
  field3: { multiplication: "field", bits: 3, operands: "towardZero" },
  field4: { multiplication: "field", bits: 4, operands: "towardZero" },
  field5: { multiplication: "field", bits: 5, operands: "towardZero" },
  field6: { multiplication: "field", bits: 6, operands: "towardZero" },
  field7: { multiplication: "field", bits: 7, operands: "towardZero" },
  field10: { multiplication: "field", bits: 10, operands: "towardZero" },
  field23: { multiplication: "field", bits: 23, operands: "towardZero" },
  field2Nearest: { multiplication: "field", bits: 2, operands: "nearestEven" },
  field3Nearest: { multiplication: "field", bits: 3, operands: "nearestEven" },
  field4Nearest: { multiplication: "field", bits: 4, operands: "nearestEven" },
  formula3: { multiplication: "formula", bits: 3, operands: "towardZero" },
  formula4: { multiplication: "formula", bits: 4, operands: "towardZero" },
  formula23: { multiplication: "formula", bits: 23, operands: "towardZero" },
} as const satisfies Record<string, Scheme>;
type Measured = keyof typeof MEASURED;

const RATIOS = {
  field4OverE4m3: ["field4", "e4m3"],
  field3OverE5m2: ["field3", "e5m2"],
  formula4OverE4m3: ["formula4", "e4m3"],
  formula3OverE5m2: ["formula3", "e5m2"],
  field3OverE4m3: ["field3", "e4m3"],
  field2OverE5m2: ["field2", "e5m2"],
} as const satisfies Record<string, readonly [Measured, Measured]>;

const DISTRIBUTIONS = {
  normal: { title: "N(0, 1)", draw: (random: Random) => random.normal() },
  "small normal": { title: "N(0, 0.02²)", draw: (random: Random) => 0.02 * random.normal() },
  uniform: { title: "U(0, 1)", draw: (random: Random) => random.uniform() },
  "uniform mantissa": { title: "1 + U(0, 1)", draw: (random: Random) => 1 + random.uniform() },
} as const;
type Distribution = keyof typeof DISTRIBUTIONS;

type Name = Measured | keyof typeof RATIOS;
const measurements = {} as Record<Name, { title: string; decimals: number }>;
for (const [name, scheme] of entries(MEASURED))
  measurements[name] = { title: `Mean relative error, ${titleOf(scheme)}`, decimals: 4 };
for (const [name, [above, below]] of entries(RATIOS))
  measurements[name] = {
    title: `Error of ${titleOf(MEASURED[above])} over that of ${titleOf(MEASURED[below])}`,
    decimals: 3,
  };

const BATCH = 8192;

export default defineExperiment({
  id: "operand-distributions",
  version: 1,
  title: "L-Mul against rounded multiplication",
  question: "With as many mantissa bits as fp8 has, or one more, how far is a product of random numbers off?",
  method:
    "Pairs of float32 operands are drawn. For every number k of mantissa bits, each operand is cut or rounded to nearest even to k bits (with the exponents of float32, so that no range is left), and the pair is multiplied exactly, exactly with the product rounded to k bits as well, or by L-Mul in both readings. The error is counted from the exact product of the operands as drawn; k = 3 is the mantissa of fp8 e4m3, k = 2 of e5m2.",
  provider: "javascript",
  varies: "by seed",
  parameters: z.strictObject({
    distribution: z.enum(Object.keys(DISTRIBUTIONS) as [Distribution, ...Distribution[]]).meta({
      title: "Distribution",
      description: "what both operands are drawn from, independently",
    }),
    pairs: z
      .int()
      .min(1000)
      .max(100_000_000)
      .meta({ title: "Pairs", description: "how many products are made" }),
  }),
  measurements,
  presets: {
    quick: { parameters: { distribution: "normal", pairs: 100_000 }, cost: "about a second" },
    full: { parameters: { distribution: "normal", pairs: 4_000_000 }, cost: "about 15 seconds" },
  },
  async run({ parameters: { distribution, pairs }, random, step }) {
    const { draw } = DISTRIBUTIONS[distribution];
    const sums = SCHEMES.map(() => ({ relative: 0, signed: 0, square: 0 }));
    let squares = 0;
    for (let done = 0; done < pairs; done += BATCH) {
      const size = Math.min(BATCH, pairs - done);
      const x = drawOperands(random, draw, size);
      const y = drawOperands(random, draw, size);
      for (let i = 0; i < size; i++) squares += (x[i] * y[i]) ** 2;
      for (const [index, scheme] of SCHEMES.entries()) addErrors(sums[index], x, y, products(scheme, x, y));
      await step(done / pairs);
    }
    const errors = SCHEMES.map((scheme, i) => ({
      scheme,
      mean: sums[i].relative / pairs,
      signed: sums[i].signed / pairs,
      rms: Math.sqrt(sums[i].square / squares),
    }));
    const meanOf = (name: Measured): number =>
      errors.find(({ scheme }) => same(scheme, MEASURED[name]))!.mean;
    const measured = {} as Record<Name, number>;
    for (const [name] of entries(MEASURED)) measured[name] = meanOf(name);
    for (const [name, [above, below]] of entries(RATIOS)) measured[name] = meanOf(above) / meanOf(below);
    return {
      measurements: measured,
      tables: [
        {
          id: "errors",
          title: `Errors of products of operands from ${DISTRIBUTIONS[distribution].title}`,
          columns: [
            { title: "multiplication" },
            { title: "k", decimals: 0 },
            { title: "operands" },
            { title: "mean |relative error|", decimals: 4 },
            { title: "mean relative error", decimals: 4 },
            { title: "rms error / rms product", decimals: 4 },
          ],
          rows: errors.map(({ scheme, mean, signed, rms }) => [
            MULTIPLICATIONS[scheme.multiplication],
            scheme.bits,
            scheme.bits === 23 ? "whole" : ROUNDED[scheme.operands],
            mean,
            signed,
            rms,
          ]),
        },
      ],
      figures: [
        {
          id: "error-by-bits",
          title: "Mean relative error against mantissa bits",
          caption: `Exact products of rounded operands halve their error with every bit. L-Mul levels off at ${percent(meanOf("field23"))} % (integer addition) and ${percent(meanOf("formula23"))} % (formula). With four bits integer addition is ${percent(meanOf("field4"))} % off when operands are cut and ${percent(meanOf("field4Nearest"))} % when they are rounded. Dotted: fp8 e4m3 and e5m2, operands rounded to nearest even.`,
          spec: errorSpec(errors, meanOf("e4m3"), meanOf("e5m2")),
        },
      ],
    };
  },
});

/** «L-Mul, field, k = 4, operands cut» */
function titleOf({ multiplication, bits, operands: how }: Scheme): string {
  const names = {
    exact: "exact product",
    rounded: "rounded product",
    field: "L-Mul field",
    formula: "L-Mul formula",
  };
  return `${names[multiplication]}, k = ${bits}${bits === 23 ? "" : `, operands ${ROUNDED[how]}`}`;
}

function allSchemes(): Scheme[] {
  const schemes: Scheme[] = [];
  for (const bits of WIDTHS) {
    for (const multiplication of ["field", "formula"] as const) {
      schemes.push({ multiplication, bits, operands: "towardZero" });
      if (bits < 23) schemes.push({ multiplication, bits, operands: "nearestEven" });
    }
    if (bits === 23) continue;
    schemes.push({ multiplication: "exact", bits, operands: "towardZero" });
    schemes.push({ multiplication: "exact", bits, operands: "nearestEven" });
    schemes.push({ multiplication: "rounded", bits, operands: "nearestEven" });
  }
  return schemes;
}

function same(a: Scheme, b: Scheme): boolean {
  return a.multiplication === b.multiplication && a.bits === b.bits && a.operands === b.operands;
}

/** Float32 numbers from a distribution; the rare zeros, which have no relative error, are drawn again. */
function drawOperands(random: Random, draw: (random: Random) => number, size: number): Float32Array {
  const values = new Float32Array(size);
  for (let i = 0; i < size; i++) while (values[i] === 0) values[i] = draw(random);
  return values;
}

/** The products of one scheme as float64: exact ones do not fit in float32. */
function products({ multiplication, bits, operands: rounding }: Scheme, x: Float32Array, y: Float32Array) {
  if (multiplication === "field" || multiplication === "formula")
    return lmulVector(x, y, new Float32Array(x.length), {
      reading: multiplication,
      mantissaBits: bits,
      operandRounding: rounding,
    });
  const format = withMantissa(bits);
  const shortX = roundVector(format, x, new Float64Array(x.length), { rounding });
  const shortY = roundVector(format, y, new Float64Array(y.length), { rounding });
  const out = shortX.map((value, i) => value * shortY[i]);
  if (multiplication === "exact") return out;
  for (let i = 0; i < out.length; i++) out[i] = roundTo(format, out[i]);
  return out;
}

/** The mantissa of a narrow format with an exponent that nothing here leaves. */
function withMantissa(mantissaBits: number): FloatFormat {
  return floatFormat({ exponentBits: 8, mantissaBits });
}

function addErrors(
  sums: { relative: number; signed: number; square: number },
  x: Float32Array,
  y: Float32Array,
  got: ArrayLike<number>,
): void {
  for (let i = 0; i < x.length; i++) {
    const exact = x[i] * y[i];
    const error = got[i] - exact;
    sums.relative += Math.abs(error / exact);
    sums.signed += error / exact;
    sums.square += error * error;
  }
}

function entries<Key extends string, Value>(record: Readonly<Record<Key, Value>>): [Key, Value][] {
  return Object.entries(record) as [Key, Value][];
}

function errorSpec(errors: { scheme: Scheme; mean: number }[], e4m3: number, e5m2: number): Figure["spec"] {
  const values = errors
    .filter(({ scheme }) => scheme.multiplication !== "rounded" && scheme.bits <= 10)
    .map(({ scheme, mean }) => ({
      k: scheme.bits,
      error: mean,
      multiplication: MULTIPLICATIONS[scheme.multiplication],
      operands: ROUNDED[scheme.operands],
    }));
  const y = { field: "error", type: "quantitative" };
  return {
    ...SIZE,
    layer: [
      {
        data: {
          values: [
            { error: e4m3, name: "e4m3" },
            { error: e5m2, name: "e5m2" },
          ],
        },
        encoding: { y },
        layer: [
          { mark: { type: "rule", strokeDash: [1, 3] } },
          {
            mark: { type: "text", align: "right", dx: -4, dy: -6, color: INK },
            encoding: { text: { field: "name" }, x: { value: SIZE.width } },
          },
        ],
      },
      {
        data: { values },
        mark: { type: "line", point: true, tooltip: true },
        encoding: {
          x: {
            field: "k",
            type: "ordinal",
            title: "mantissa bits kept of each operand",
            axis: { labelAngle: 0 },
          },
          y: {
            ...y,
            title: "mean relative error",
            axis: { format: "%" },
          },
          color: { field: "multiplication", type: "nominal", legend: LEGEND },
          strokeDash: { field: "operands", type: "nominal", legend: { ...LEGEND, title: "operands" } },
        },
      },
    ],
  };
}
