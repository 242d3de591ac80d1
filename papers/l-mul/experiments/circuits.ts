/** @file Multipliers as circuits: L-Mul, a rounding multiplier and a corrected adder, checked and counted. */
import { defineExperiment, z, type Figure, type Random } from "@working-papers/lab";
import {
  bfloat16,
  float16,
  float32,
  float8e4m3fn,
  float8e5m2,
  type FloatFormat,
} from "@working-papers/arithmetic";
import {
  circuitProducts,
  multiplierCircuit,
  roundedProduct,
  type Circuit,
  type Unit,
} from "../circuits/index.ts";
import { LEGEND, SIZE } from "../figures.ts";
import { lmulCode } from "../index.ts";

const FORMATS = {
  E5m2: float8e5m2,
  E4m3: float8e4m3fn,
  Bfloat16: bfloat16,
  Float16: float16,
  Float32: float32,
} as const satisfies Record<string, FloatFormat>;
type Format = keyof typeof FORMATS;
const FORMAT_NAMES = Object.keys(FORMATS) as Format[];

const UNITS: Record<Unit, string> = {
  lmul: "L-Mul",
  rounding: "rounding multiplier",
  corrected: "corrected adder",
};

type Name =
  | `${"lmul" | "rounding" | "share" | "bareShare" | "depthShare"}${Format}`
  | "correctedE5m2"
  | "correctedE4m3"
  | "correctedShareE5m2"
  | "correctedShareE4m3"
  | "wrong"
  | "checked";

const measurements = {
  wrong: { title: "Products of circuits that differ from the arithmetic they implement", decimals: 0 },
  checked: { title: "Products checked", decimals: 0 },
} as Record<Name, { title: string; unit?: string; decimals: number }>;
for (const name of FORMAT_NAMES) {
  const format = FORMATS[name].name;
  measurements[`lmul${name}`] = { title: `L-Mul, ${format}`, unit: "ands", decimals: 0 };
  measurements[`rounding${name}`] = { title: `Rounding multiplier, ${format}`, unit: "ands", decimals: 0 };
  measurements[`share${name}`] = { title: `L-Mul over rounding multiplier, ${format}`, decimals: 3 };
  measurements[`bareShare${name}`] = {
    title: `The same without zeros, specials and range, ${format}`,
    decimals: 3,
  };
  measurements[`depthShare${name}`] = {
    title: `Longest path, L-Mul over rounding multiplier, ${format}`,
    decimals: 3,
  };
}
for (const name of ["E5m2", "E4m3"] as const) {
  measurements[`corrected${name}`] = {
    title: `Corrected adder, ${FORMATS[name].name}`,
    unit: "ands",
    decimals: 0,
  };
  measurements[`correctedShare${name}`] = {
    title: `Corrected adder over rounding multiplier, ${FORMATS[name].name}`,
    decimals: 3,
  };
}

export default defineExperiment({
  id: "circuits",
  version: 1,
  title: "Multipliers as circuits",
  question:
    "How much smaller than a multiplier is L-Mul when both are drawn gate by gate and do the same job?",
  method:
    "Circuits of two-input ands (inversions are free) are built for an L-Mul, for a multiplier that rounds to nearest even, and, in fp8, for an adder corrected to the same result; all with ripple-carry adders, the multiplier with an array. Zeros, infinities, NaN, overflow (saturating) and underflow are handled alike. Equal gates are shared, nothing else is optimised. Every circuit is evaluated and compared with its arithmetic: the 8-bit ones on all pairs of codes, the others on random ones. The count is of ands; wires, timing and a cell library are left out.",
  provider: "javascript",
  varies: "never",
  parameters: z.strictObject({
    pairs: z.int().min(64).max(4_194_304).meta({
      title: "Checked pairs",
      description: "random pairs of codes on which each 16- and 32-bit circuit is checked",
    }),
  }),
  measurements,
  presets: {
    quick: { parameters: { pairs: 4096 }, cost: "less than a second" },
    full: { parameters: { pairs: 65_536 }, cost: "about a second" },
  },
  async run({ parameters: { pairs }, random, step }) {
    const measured = { wrong: 0, checked: 0 } as Record<Name, number>;
    const rows: (string | number)[][] = [];
    const counts: { format: string; unit: string; ands: number }[] = [];
    for (const [index, name] of FORMAT_NAMES.entries()) {
      const format = FORMATS[name];
      const units: Unit[] = format.bits === 8 ? ["lmul", "rounding", "corrected"] : ["lmul", "rounding"];
      const codes = format.bits === 8 ? allPairs() : randomPairs(random.fork(name), format, pairs);
      const size = {} as Record<Unit, { ands: number; bare: number; depth: number }>;
      for (const unit of units) {
        const circuit = multiplierCircuit(unit, format, true);
        const bare = multiplierCircuit(unit, format, false);
        size[unit] = {
          ands: andsOf(circuit),
          bare: andsOf(bare),
          depth: circuit.graph.depth(circuit.outputs),
        };
        measured.wrong += wrongProducts(circuit, unit, format, codes);
        measured.checked += codes.x.length;
        rows.push([format.name, UNITS[unit], size[unit].ands, size[unit].bare, size[unit].depth]);
        counts.push({ format: format.name, unit: UNITS[unit], ands: size[unit].ands });
        await step((index + (units.indexOf(unit) + 1) / units.length) / FORMAT_NAMES.length, format.name);
      }
      measured[`lmul${name}`] = size.lmul.ands;
      measured[`rounding${name}`] = size.rounding.ands;
      measured[`share${name}`] = size.lmul.ands / size.rounding.ands;
      measured[`bareShare${name}`] = size.lmul.bare / size.rounding.bare;
      measured[`depthShare${name}`] = size.lmul.depth / size.rounding.depth;
      if (name === "E5m2" || name === "E4m3") {
        measured[`corrected${name}`] = size.corrected.ands;
        measured[`correctedShare${name}`] = size.corrected.ands / size.rounding.ands;
      }
    }
    return {
      measurements: measured,
      tables: [
        {
          id: "sizes",
          title: "Ands and longest path",
          columns: [
            { title: "format" },
            { title: "unit" },
            { title: "ands", decimals: 0 },
            { title: "without specials and range", decimals: 0 },
            { title: "longest path", decimals: 0 },
          ],
          rows,
        },
      ],
      figures: [
        {
          id: "sizes",
          title: "Size of multipliers as circuits",
          caption:
            "In fp8 an adder with a table of carries, which rounds every product correctly, is about as large as L-Mul; with 16 bits and more L-Mul is less than half of a multiplier. (Float32, far above, is in the table.)",
          spec: sizeSpec(counts),
        },
      ],
    };
  },
});

interface Pairs {
  x: Uint32Array;
  y: Uint32Array;
}

function allPairs(): Pairs {
  return {
    x: Uint32Array.from({ length: 65536 }, (_, i) => i >>> 8),
    y: Uint32Array.from({ length: 65536 }, (_, i) => i & 255),
  };
}

function randomPairs(random: Random, format: FloatFormat, count: number): Pairs {
  const drop = 32 - format.bits;
  const draw = (): number => random.uint32() >>> drop;
  return { x: Uint32Array.from({ length: count }, draw), y: Uint32Array.from({ length: count }, draw) };
}

function andsOf({ graph, outputs }: Circuit): number {
  return graph.ands(outputs).length;
}

function wrongProducts(circuit: Circuit, unit: Unit, format: FloatFormat, { x, y }: Pairs): number {
  const product =
    unit === "lmul"
      ? (a: number, b: number): number => lmulCode(a, b, { format, overflow: "saturate" })
      : roundedProduct(format);
  let wrong = 0;
  for (const [i, code] of circuitProducts(circuit, format, x, y).entries())
    if (code !== product(x[i], y[i])) wrong++;
  return wrong;
}

function sizeSpec(counts: { format: string; unit: string; ands: number }[]): Figure["spec"] {
  return {
    ...SIZE,
    data: { values: counts.filter(({ format }) => format !== float32.name) },
    encoding: {
      x: { field: "format", type: "nominal", sort: null, title: null, axis: { labelAngle: 0 } },
      xOffset: { field: "unit", type: "nominal", sort: null },
      y: {
        field: "ands",
        type: "quantitative",
        title: "two-input ands",
      },
    },
    layer: [
      {
        mark: { type: "bar", tooltip: true },
        encoding: { color: { field: "unit", type: "nominal", sort: null, legend: LEGEND } },
      },
      { mark: { type: "text", dy: -6 }, encoding: { text: { field: "ands" } } },
    ],
  };
}
