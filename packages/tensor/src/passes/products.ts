/**
 * The order of a weight's gradient. A' B with fewer rows than columns is computed as (B' A)': ONNX Runtime reads a transposed left operand anew
 * for each group of columns, so the wide operand belongs on the left, and turning the small result round costs little.
 */
import { rewrite, type Graph } from "../graph.ts";
import { matmul } from "../ops/matmul.ts";
import { transpose } from "../ops/structural.ts";

export const wideOperandLeft = (graph: Graph): Graph =>
  rewrite(graph, ({ primitive, params }, inputs, rebuild) => {
    if (primitive.name !== "matmul") return rebuild();
    const { transA, transB } = params as { readonly transA: boolean; readonly transB: boolean };
    const [a, b] = inputs;
    const [rows, columns] = [a!.shape[1]!, b!.shape[1]!];
    if (!transA || transB || a!.rank > 2 || b!.rank > 2 || 2 * rows > columns) return rebuild();
    return [transpose(matmul(b!, a!, { transA: true }))];
  });
