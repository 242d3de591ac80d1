/** @file What is lost on the mean when operands are cut to k bits: the paper's theory, and enumeration of every case. */
import { defineExperiment, z, type Figure } from "@working-papers/lab";
import { LEGEND, SIZE } from "../figures.ts";
import { f1, f2, lmulFunction } from "../index.ts";

type Kept = 2 | 3 | 4 | 5 | 6 | 7;
const KEPT: readonly Kept[] = [2, 3, 4, 5, 6, 7];

type Name = `lmul${Kept}` | `multiply${Kept}` | "overE4m3" | "overE5m2" | "disagreement";

const measurements = {
  overE4m3: { title: "Loss of L-Mul with 4 bits over that of an fp8 e4m3 multiplication", decimals: 4 },
  overE5m2: { title: "Loss of L-Mul with 3 bits over that of an fp8 e5m2 multiplication", decimals: 4 },
  disagreement: { title: "Largest |theory − enumeration|" },
} as Record<Name, { title: string; decimals?: number }>;
for (const k of KEPT) {
  measurements[`lmul${k}`] = { title: `Mean loss of L-Mul, ${k} of 23 bits kept`, decimals: 5 };
  measurements[`multiply${k}`] = { title: `Mean loss of multiplication, ${k} of 23 bits kept`, decimals: 5 };
}

export default defineExperiment({
  id: "truncation-theory",
  version: 1,
  title: "Theory of the truncated product",
  question: "What do multiplication and L-Mul lose on the mean when only k bits of each mantissa are kept?",
  method:
    "The loss is exact − approximate in units of 2^(xe+ye), for independent uniform mantissas that are cut (not rounded) to k bits, and L-Mul in the formula reading: this is how the paper compares precision. The closed forms f1 and f1 + f2 are evaluated for float32 operands. They are checked by enumeration: every pair of mantissas of the chosen width is cut, multiplied by both, and subtracted from the exact product.",
  provider: "javascript",
  varies: "never",
  parameters: z.strictObject({
    enumeratedBits: z.int().min(7).max(12).meta({
      title: "Enumerated mantissa bits",
      description: "width m of the operands of the enumeration: 4^m pairs for every k",
    }),
  }),
  measurements,
  presets: {
    quick: { parameters: { enumeratedBits: 8 }, cost: "less than a second" },
    full: { parameters: { enumeratedBits: 11 }, cost: "about a second" },
  },
  async run({ parameters: { enumeratedBits: m }, step }) {
    const measured = {} as Record<Name, number>;
    const rows: { k: Kept; enumerated: Loss }[] = [];
    measured.disagreement = 0;
    for (const k of KEPT) {
      const enumerated = await enumerate(m, k, (share) => step((rows.length + share) / KEPT.length));
      rows.push({ k, enumerated });
      measured.disagreement = Math.max(
        measured.disagreement,
        Math.abs(enumerated.multiply - f1(m, k)),
        Math.abs(enumerated.lmul - f1(m, k) - f2(k)),
      );
      measured[`multiply${k}`] = f1(23, k);
      measured[`lmul${k}`] = f1(23, k) + f2(k);
    }
    measured.overE4m3 = measured.lmul4 / measured.multiply3;
    measured.overE5m2 = measured.lmul3 / measured.multiply2;
    return {
      measurements: measured,
      tables: [
        {
          id: "losses",
          title: "Mean loss, in units of 2^(xe+ye)",
          columns: [
            { title: "k", decimals: 0 },
            { title: "f1, m = 7", decimals: 5 },
            { title: "f1, m = 10", decimals: 5 },
            { title: "f1, m = 23", decimals: 5 },
            { title: "f2", decimals: 5 },
            { title: "f1 + f2, m = 23", decimals: 5 },
            { title: `f1, m = ${m}, enumerated`, decimals: 5 },
            { title: `f1 + f2, m = ${m}, enumerated`, decimals: 5 },
          ],
          rows: rows.map(({ k, enumerated }) => [
            k,
            f1(7, k),
            f1(10, k),
            f1(23, k),
            f2(k),
            f1(23, k) + f2(k),
            enumerated.multiply,
            enumerated.lmul,
          ]),
        },
      ],
      figures: [
        {
          id: "loss",
          title: "Mean loss of truncated products, after the paper's theory",
          caption:
            "L-Mul with 4 bits loses about what an exact multiplication of operands cut to 3 bits (fp8 e4m3) loses, and L-Mul with 3 bits less than one of operands cut to 2 (fp8 e5m2). With more bits the loss of multiplication goes to zero, and that of L-Mul to 0.19.",
          spec: lossSpec(),
        },
      ],
    };
  },
});

interface Loss {
  multiply: number;
  lmul: number;
}

/** Mean losses over all pairs of m-bit mantissas, k bits of each kept. */
async function enumerate(m: number, k: number, step: (share: number) => Promise<void>): Promise<Loss> {
  const lmul = lmulFunction({ mantissaBits: k, reading: "formula" });
  const one = 2 ** m;
  const unit = 2 ** (m - k);
  let lostByMultiply = 0;
  let lostByLmul = 0;
  for (let i = 0; i < one; i++) {
    const x = 1 + i / one;
    const cutX = 1 + (i - (i % unit)) / one;
    for (let j = 0; j < one; j++) {
      const y = 1 + j / one;
      lostByMultiply += x * y - cutX * (1 + (j - (j % unit)) / one);
      lostByLmul += x * y - lmul(x, y);
    }
    if (i % 16 === 0) await step(i / one);
  }
  return { multiply: lostByMultiply / (one * one), lmul: lostByLmul / (one * one) };
}

function lossSpec(): Figure["spec"] {
  const values = KEPT.flatMap((k) => [
    { k, loss: f1(23, k), product: "exact multiplication" },
    { k, loss: f1(23, k) + f2(k), product: "L-Mul (formula)" },
  ]);
  return {
    ...SIZE,
    data: { values },
    mark: { type: "line", point: true, tooltip: true },
    encoding: {
      x: { field: "k", type: "ordinal", title: "mantissa bits kept", axis: { labelAngle: 0 } },
      y: { field: "loss", type: "quantitative", title: "mean loss, units of 2^(xe+ye)" },
      color: { field: "product", type: "nominal", legend: LEGEND },
    },
  };
}
