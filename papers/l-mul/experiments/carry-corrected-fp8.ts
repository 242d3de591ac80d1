/** @file fp8 multiplication by integer addition: how often the plain addition, L-Mul and a corrected addition are exact. */
import { defineExperiment, z, type Figure } from "@working-papers/lab";
import {
  carryCorrectedFunction,
  carryTable,
  decode,
  encode,
  float8e4m3fn,
  float8e5m2,
  multiply,
  type FloatFormat,
  type ProductRounding,
} from "@working-papers/arithmetic";
import { LEGEND, SIZE } from "../figures.ts";
import { lmulCode } from "../index.ts";

const FORMATS = { E5m2: float8e5m2, E4m3: float8e4m3fn } as const;
type Format = keyof typeof FORMATS;

type Name =
  | `${"plain" | "lmul" | "gain" | "carry" | "corrected"}${Format}`
  | "plainCutE5m2"
  | "plainCutE4m3"
  | "wrongCodes"
  | "comparedCodes";

const measurements = {
  wrongCodes: {
    title: "Pairs of codes for which the corrected addition is not the rounded product",
    decimals: 0,
  },
  comparedCodes: {
    title: "Pairs of codes compared: normal operands, product in the normal range",
    decimals: 0,
  },
} as Record<Name, { title: string; unit?: string; decimals: number }>;
for (const name of Object.keys(FORMATS) as Format[]) {
  const unit = `of ${4 ** FORMATS[name].mantissaBits}`;
  const format = name.toLowerCase();
  measurements[`plain${name}`] = {
    title: `${format}: plain addition gives the rounded product`,
    unit,
    decimals: 0,
  };
  measurements[`plainCut${name}`] = {
    title: `${format}: plain addition gives the product cut off`,
    unit,
    decimals: 0,
  };
  measurements[`lmul${name}`] = { title: `${format}: L-Mul gives the rounded product`, unit, decimals: 0 };
  measurements[`gain${name}`] = {
    title: `${format}: pairs that L-Mul's constant makes right, net`,
    unit,
    decimals: 0,
  };
  measurements[`carry${name}`] = {
    title: `${format}: largest correction, units of the last place`,
    decimals: 0,
  };
  measurements[`corrected${name}`] = {
    title: `${format}: corrected addition gives the rounded product`,
    unit,
    decimals: 0,
  };
}

export default defineExperiment({
  id: "carry-corrected-fp8",
  version: 1,
  title: "fp8 products from an adder",
  question:
    "When operands and product are fp8, does L-Mul's constant help, and what would it take to be exact?",
  method:
    "For every pair of mantissas of e5m2 and e4m3, the sum of the fields is compared with the correctly rounded product (to nearest even, and cut off): without a constant, with L-Mul's, and with a correction that depends on the two mantissas alone. The corrected addition is then compared with correctly rounded multiplication for all pairs of codes.",
  provider: "javascript",
  varies: "never",
  parameters: z.strictObject({}),
  measurements,
  presets: {
    quick: { parameters: {}, cost: "less than a second" },
    full: { parameters: {}, cost: "less than a second" },
  },
  async run({ step }) {
    const measured = { wrongCodes: 0, comparedCodes: 0 } as Record<Name, number>;
    for (const name of Object.keys(FORMATS) as Format[]) {
      const format = FORMATS[name];
      measured[`plain${name}`] = rightPairs(
        format,
        (x, y) => lmulCode(x, y, { format, offset: 0 }),
        "nearestEven",
      );
      measured[`plainCut${name}`] = rightPairs(
        format,
        (x, y) => lmulCode(x, y, { format, offset: 0 }),
        "towardZero",
      );
      measured[`lmul${name}`] = rightPairs(format, (x, y) => lmulCode(x, y, { format }), "nearestEven");
      measured[`gain${name}`] = measured[`lmul${name}`] - measured[`plain${name}`];
      measured[`carry${name}`] = Math.max(...carryTable(format.mantissaBits));
      const corrected = carryCorrectedFunction(format);
      measured[`corrected${name}`] = rightPairs(format, corrected, "nearestEven");
      const { wrong, compared } = compareCodes(format, corrected);
      measured.wrongCodes += wrong;
      measured.comparedCodes += compared;
      await step(name === "E5m2" ? 0.5 : 1);
    }
    const corrections = [1, 2, 3, 4].flatMap((bits) =>
      (["nearestEven", "towardZero"] as const).map((rounding) => ({
        bits,
        rounding,
        pairs: histogram(bits, rounding),
      })),
    );
    return {
      measurements: measured,
      tables: [
        {
          id: "corrections",
          title: "Rounded product minus plain sum of fields: pairs of mantissas by correction",
          columns: [
            { title: "mantissa bits", decimals: 0 },
            { title: "product" },
            { title: "0", decimals: 0 },
            { title: "+1", decimals: 0 },
            { title: "+2", decimals: 0 },
            { title: "+3", decimals: 0 },
          ],
          rows: corrections.map(({ bits, rounding, pairs: [none, one, two, three] }) => [
            bits,
            PRODUCT[rounding],
            none,
            one,
            two,
            three,
          ]),
        },
      ],
      figures: [
        {
          id: "right-pairs",
          title: "Share of mantissa pairs with the correctly rounded fp8 product",
          caption:
            "With L-Mul's constant fewer fp8 products are right than without it; a carry that depends on the two mantissas makes all of them right.",
          spec: pairsSpec(measured),
        },
      ],
    };
  },
});

const PRODUCT: Record<ProductRounding, string> = { nearestEven: "nearest even", towardZero: "cut off" };

/** Pairs of mantissas, both operands in [1, 2), whose product has the right code. */
function rightPairs(
  format: FloatFormat,
  product: (x: number, y: number) => number,
  rounding: ProductRounding,
): number {
  const one = encode(format, 1);
  const size = 2 ** format.mantissaBits;
  let right = 0;
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      const exact = decode(format, one + i) * decode(format, one + j);
      if (product(one + i, one + j) === encode(format, exact, { rounding })) right++;
    }
  return right;
}

function compareCodes(format: FloatFormat, product: (x: number, y: number) => number) {
  const isNormal = (value: number): boolean =>
    Math.abs(value) >= format.minNormal && Math.abs(value) < Infinity;
  let wrong = 0;
  let compared = 0;
  for (let x = 0; x < 256; x++)
    for (let y = 0; y < 256; y++) {
      const [a, b] = [decode(format, x), decode(format, y)];
      if (!isNormal(a) || !isNormal(b) || !isNormal(a * b)) continue;
      compared++;
      if (product(x, y) !== encode(format, multiply(format, a, b))) wrong++;
    }
  return { wrong, compared };
}

function histogram(bits: number, rounding: ProductRounding): number[] {
  const pairs = [0, 0, 0, 0];
  for (const correction of carryTable(bits, rounding)) pairs[correction]++;
  return pairs;
}

function pairsSpec(measured: Record<Name, number>): Figure["spec"] {
  const values = (Object.keys(FORMATS) as Format[]).flatMap((name) => {
    const pairs = 4 ** FORMATS[name].mantissaBits;
    const format = name.toLowerCase();
    return [
      { format, adder: "plain addition", share: measured[`plain${name}`] / pairs },
      { format, adder: "L-Mul", share: measured[`lmul${name}`] / pairs },
      { format, adder: "corrected addition", share: measured[`corrected${name}`] / pairs },
    ];
  });
  return {
    ...SIZE,
    data: { values },
    mark: { type: "bar", tooltip: true },
    encoding: {
      x: { field: "format", type: "nominal", sort: null, title: null, axis: { labelAngle: 0 } },
      xOffset: { field: "adder", type: "nominal", sort: null },
      y: {
        field: "share",
        type: "quantitative",
        title: "pairs with the rounded product",
        axis: { format: "%" },
      },
      color: { field: "adder", type: "nominal", sort: null, legend: LEGEND },
    },
  };
}
