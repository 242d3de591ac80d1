/** @file Every operator that the interpreter knows, by its name in the domains ai.onnx and com.microsoft. */
import type { Operator, OperatorTable } from "../operator.ts";
import { convolutions } from "./conv.ts";
import { elementwise } from "./elementwise.ts";
import { indexing } from "./indexing.ts";
import { language } from "./language.ts";
import { matrixProducts } from "./matmul.ts";
import { normalizations } from "./normalization.ts";
import { pools } from "./pool.ts";
import { quantized } from "./quantized.ts";
import { reductions } from "./reduce.ts";
import { shape } from "./shape.ts";
import { softmaxes } from "./softmax.ts";

const table: OperatorTable = {
  ...elementwise,
  ...shape,
  ...reductions,
  ...indexing,
  ...matrixProducts,
  ...convolutions,
  ...pools,
  ...normalizations,
  ...softmaxes,
  ...language,
  ...quantized,
};

const domains = new Set(["", "ai.onnx", "com.microsoft"]);

export const operatorNames: readonly string[] = Object.keys(table).toSorted();

export const operatorOf = (opType: string, domain: string): Operator | undefined =>
  domains.has(domain) && Object.hasOwn(table, opType) ? table[opType] : undefined;
