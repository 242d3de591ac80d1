/** @file How far attention over random queries, keys and values is off when its products are L-Muls or of rounded operands. */
import { defineExperiment, z, type Figure, type Random } from "@working-papers/lab";
import { bfloat16, floatFormat, roundVector, type FloatFormat } from "@working-papers/arithmetic";
import { attention, matmulOf, type Attention, type Matmul } from "../attention.ts";
import { LEGEND, SIZE, percent } from "../figures.ts";
import { lmulFunction } from "../index.ts";

/** Mantissas of the narrow formats, with exponents that nothing here leaves: only precision is compared. */
const SCHEMES = {
  field23: { title: "L-Mul field, 23 bits", matmul: () => matmulOf(lmulFunction()) },
  field7: { title: "L-Mul field, 7 bits", matmul: () => matmulOf(lmulFunction({ mantissaBits: 7 })) },
  field4: { title: "L-Mul field, 4 bits", matmul: () => matmulOf(lmulFunction({ mantissaBits: 4 })) },
  field3: { title: "L-Mul field, 3 bits", matmul: () => matmulOf(lmulFunction({ mantissaBits: 3 })) },
  formula23: {
    title: "L-Mul formula, 23 bits",
    matmul: () => matmulOf(lmulFunction({ reading: "formula" })),
  },
  formula4: {
    title: "L-Mul formula, 4 bits",
    matmul: () => matmulOf(lmulFunction({ reading: "formula", mantissaBits: 4 })),
  },
  e4m3: { title: "float, 3 bits (e4m3)", matmul: () => rounded(withMantissa(3)) },
  e5m2: { title: "float, 2 bits (e5m2)", matmul: () => rounded(withMantissa(2)) },
  bfloat16: { title: "float, 7 bits (bfloat16)", matmul: () => rounded(bfloat16) },
} as const satisfies Record<string, { title: string; matmul: () => Matmul }>;
type Scheme = keyof typeof SCHEMES;
const SCHEME_NAMES = Object.keys(SCHEMES) as Scheme[];

type Name =
  `${Scheme}${"Logits" | "Output"}` | `${"field4OverE4m3" | "field3OverE5m2"}${"Logits" | "Output"}`;

const measurements = {
  field4OverE4m3Logits: { title: "Error of the logits, L-Mul with 4 bits over e4m3", decimals: 3 },
  field4OverE4m3Output: { title: "Error of the output, L-Mul with 4 bits over e4m3", decimals: 3 },
  field3OverE5m2Logits: { title: "Error of the logits, L-Mul with 3 bits over e5m2", decimals: 3 },
  field3OverE5m2Output: { title: "Error of the output, L-Mul with 3 bits over e5m2", decimals: 3 },
} as Record<Name, { title: string; decimals: number }>;
for (const scheme of SCHEME_NAMES) {
  measurements[`${scheme}Logits`] = { title: `Error of the logits, ${SCHEMES[scheme].title}`, decimals: 4 };
  measurements[`${scheme}Output`] = { title: `Error of the output, ${SCHEMES[scheme].title}`, decimals: 4 };
}

export default defineExperiment({
  id: "attention-error",
  version: 2,
  title: "Attention with inexact products",
  question: "How far is the output of attention off when QKᵀ and AV are made by L-Mul?",
  method:
    "Queries, keys and values are drawn from N(0, σ²) with σ = 1 by default, and the head softmax(QKᵀ/√d)·V is computed with exact products, with L-Mul, and with exact products of operands rounded to a narrow mantissa (nearest even, exponents unlimited). Sums are float64 everywhere. The error is the root mean square of the difference from the exact result over that of the exact result, averaged over heads. Operands of L-Mul are cut, not rounded.",
  provider: "javascript",
  varies: "by seed",
  parameters: z.strictObject({
    tokens: z.int().min(2).max(1024).meta({ title: "Tokens", description: "length of the sequence" }),
    width: z
      .int()
      .min(1)
      .max(256)
      .meta({ title: "Width d", description: "width of queries, keys and values" }),
    heads: z
      .int()
      .min(1)
      .max(64)
      .meta({ title: "Heads", description: "independent draws that are averaged" }),
    deviation: z.number().min(0.1).max(4).meta({
      title: "Deviation σ",
      description: "of queries and keys; larger values make attention sharper",
    }),
  }),
  measurements,
  presets: {
    quick: { parameters: { tokens: 64, width: 64, heads: 1, deviation: 1 }, cost: "less than a second" },
    full: { parameters: { tokens: 128, width: 64, heads: 6, deviation: 1 }, cost: "about 3 seconds" },
  },
  async run({ parameters: { tokens, width, heads, deviation }, random, step }) {
    const exact = matmulOf((x, y) => x * y);
    const errors = new Map<Scheme, { logits: number; output: number }>();
    for (const scheme of SCHEME_NAMES) errors.set(scheme, { logits: 0, output: 0 });
    const total = heads * (SCHEME_NAMES.length + 1);
    for (let head = 0; head < heads; head++) {
      const stream = random.fork(`head ${head}`);
      const q = normals(stream, tokens * width, deviation);
      const k = normals(stream, tokens * width, deviation);
      const v = normals(stream, tokens * width, 1);
      const through = (matmul: Matmul): Attention => attention(q, k, v, { tokens, width }, matmul);
      const right = through(exact);
      for (const [index, scheme] of SCHEME_NAMES.entries()) {
        const got = through(SCHEMES[scheme].matmul());
        const sums = errors.get(scheme)!;
        sums.logits += relativeRms(got.logits, right.logits) / heads;
        sums.output += relativeRms(got.output, right.output) / heads;
        await step((head * (SCHEME_NAMES.length + 1) + index + 2) / total);
      }
    }
    const measured = {} as Record<Name, number>;
    for (const [scheme, { logits, output }] of errors) {
      measured[`${scheme}Logits`] = logits;
      measured[`${scheme}Output`] = output;
    }
    for (const what of ["Logits", "Output"] as const) {
      measured[`field4OverE4m3${what}`] = measured[`field4${what}`] / measured[`e4m3${what}`];
      measured[`field3OverE5m2${what}`] = measured[`field3${what}`] / measured[`e5m2${what}`];
    }
    return {
      measurements: measured,
      tables: [
        {
          id: "errors",
          title: "Relative error of attention",
          columns: [
            { title: "products" },
            { title: "logits", decimals: 4 },
            { title: "output", decimals: 4 },
          ],
          rows: SCHEME_NAMES.map((scheme) => [
            SCHEMES[scheme].title,
            measured[`${scheme}Logits`],
            measured[`${scheme}Output`],
          ]),
        },
      ],
      figures: [
        {
          id: "errors",
          title: "Relative error of attention",
          caption: `The output is ${percent(measured.field4Output)} % off with L-Mul of 4 bits and ${percent(measured.e4m3Output)} % with e4m3, ${percent(measured.field3Output)} % with L-Mul of 3 bits and ${percent(measured.e5m2Output)} % with e5m2; with all bits ${percent(measured.field23Output)} % by integer addition, ${percent(measured.formula23Output)} % by the formula. With bfloat16 it is ${percent(measured.bfloat16Output)} %.`,
          spec: errorSpec(measured),
        },
      ],
    };
  },
});

function withMantissa(mantissaBits: number): FloatFormat {
  return floatFormat({ exponentBits: 8, mantissaBits });
}

/** Exact products of operands rounded to nearest even: of two float32 numbers they are exact in float64. */
function rounded(format: FloatFormat): Matmul {
  const exact = matmulOf((x, y) => x * y);
  const short = (values: Float32Array): Float32Array =>
    roundVector(format, values, new Float32Array(values.length));
  return (a, b, m, k, n) => exact(short(a), short(b), m, k, n);
}

function normals(random: Random, size: number, deviation: number): Float32Array {
  return Float32Array.from({ length: size }, () => deviation * random.normal());
}

/** √(Σ (got − right)²) / √(Σ right²) */
function relativeRms(got: Float64Array, right: Float64Array): number {
  let error = 0;
  let whole = 0;
  for (let i = 0; i < got.length; i++) {
    const difference = got[i] - right[i];
    error += difference * difference;
    whole += right[i] * right[i];
  }
  return Math.sqrt(error / whole);
}

function errorSpec(measured: Record<Name, number>): Figure["spec"] {
  const values = SCHEME_NAMES.flatMap((scheme) => [
    { products: SCHEMES[scheme].title, of: "logits", error: measured[`${scheme}Logits`] },
    { products: SCHEMES[scheme].title, of: "output", error: measured[`${scheme}Output`] },
  ]);
  return {
    ...SIZE,
    data: { values },
    mark: { type: "bar", tooltip: true },
    encoding: {
      y: { field: "products", type: "nominal", sort: null, title: null, axis: { labelLimit: 0 } },
      yOffset: { field: "of", type: "nominal" },
      x: {
        field: "error",
        type: "quantitative",
        title: "relative error (root mean square)",
        axis: { format: "%" },
      },
      color: { field: "of", type: "nominal", legend: LEGEND },
    },
  };
}
