/** @file Runs the ONNX project's test vectors: each is a model of one operator with inputs and the outputs it should give. */
import { readdirSync, readFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { decodeModel, decodeTensor, storedTensor } from "@working-papers/tensor/onnx";
import { interpreter } from "../interpreter.ts";
import { operatorOf } from "../ops/table.ts";
import { valueOfStored, type Value } from "../value.ts";

export const defaultFolder = "/usr/share/libonnx-testdata/data/node";

export interface VectorResult {
  readonly test: string;
  readonly operator: string;
  readonly outcome: "agree" | "differ" | "refused";
  readonly why: string;
}

const tensorOf = (path: string): Value => valueOfStored(storedTensor(decodeTensor(readFileSync(path))));

/** ONNX's own tolerance: 1e-3 relative, with 1e-5 absolute where float32 kernels sum in another order. */
function agree(got: Value | undefined, expected: Value): boolean {
  if (!got || got.shape.join() !== expected.shape.join()) return false;
  return expected.data.every((right, i) => {
    const value = got.data[i];
    return (
      Object.is(value, right) || value === right || Math.abs(value - right) <= 1e-5 + 1e-3 * Math.abs(right)
    );
  });
}

async function runVector(path: string): Promise<{ outcome: VectorResult["outcome"]; why: string }> {
  try {
    const model = interpreter(readFileSync(join(path, "model.onnx")));
    const data = join(path, "test_data_set_0");
    const inputs = Object.fromEntries(
      model.inputs.map(({ name }, i) => [name, tensorOf(join(data, `input_${i}.pb`))]),
    );
    const results = await model.run(inputs);
    const wrong = model.outputs.find(
      ({ name }, i) => !agree(results[name], tensorOf(join(data, `output_${i}.pb`))),
    );
    return wrong ? { outcome: "differ", why: wrong.name } : { outcome: "agree", why: "" };
  } catch (error) {
    return { outcome: "refused", why: (error as Error).message };
  }
}

/** The tests of a folder whose model is one node of an operator that the interpreter has. */
export async function conformance(folder: string): Promise<VectorResult[]> {
  const results: VectorResult[] = [];
  for (const test of readdirSync(folder).toSorted()) {
    const path = join(folder, test);
    if (!existsSync(join(path, "model.onnx"))) continue;
    const { node: nodes } = decodeModel(readFileSync(join(path, "model.onnx"))).graph;
    if (nodes.length !== 1 || !operatorOf(nodes[0].opType, nodes[0].domain ?? "")) continue;
    results.push({ test, operator: nodes[0].opType, ...(await runVector(path)) });
  }
  return results;
}
