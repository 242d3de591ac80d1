/**
 * The ONNX project's operator tests, run through `importOnnx`: a table of operators with how many of their tests pass, give other numbers, or are not
 * supported. The data are in Debian's package libonnx-testdata, or in the folder given.
 *   npm run onnx-conformance [folder] [--all]        --all names every test that did not pass
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { importOnnx } from "../io/import.ts";
import { tensorData } from "../onnx/emitter.ts";
import { decodeModel, decodeTensor, dtypeOfTensor } from "../onnx/model.ts";
import { fromData, valueOf, type Tensor } from "../tensor.ts";

const all = process.argv.includes("--all");
const folder =
  process.argv.slice(2).find((a) => !a.startsWith("--")) ?? "/usr/share/libonnx-testdata/data/node";

type Outcome = "passed" | "other numbers" | "not supported";

const readTensor = (path: string): Tensor => {
  const proto = decodeTensor(readFileSync(path));
  const dtype = dtypeOfTensor(proto);
  return fromData(tensorData(proto, dtype), proto.dims, dtype);
};

/** ONNX's own tolerance: 1e-3 relative, 1e-7 absolute, and a little more where float32 kernels sum in another order. */
function agree(got: Tensor, expected: Tensor): boolean {
  if (got.shape.join() !== expected.shape.join()) return false;
  const [a, b] = [valueOf(got), valueOf(expected)];
  return Array.from(a, Number).every((p, i) => {
    const q = Number(b[i]);
    return Object.is(p, q) || p === q || Math.abs(p - q) <= 1e-5 + 1e-3 * Math.abs(q);
  });
}

async function runTest(path: string): Promise<{ outcome: Outcome; why: string }> {
  try {
    const bytes = readFileSync(join(path, "model.onnx"));
    const model = importOnnx(bytes);
    const data = join(path, "test_data_set_0");
    const given = model.inputs.map(({ name }, i): [string, Tensor] => [
      name,
      readTensor(join(data, `input_${i}.pb`)),
    ]);
    const results = await model.run(Object.fromEntries(given));
    const wrong = model.outputs.find(
      ({ name }, i) => !agree(results[name]!, readTensor(join(data, `output_${i}.pb`))),
    );
    await model.release();
    return wrong ? { outcome: "other numbers", why: wrong.name } : { outcome: "passed", why: "" };
  } catch (error) {
    return { outcome: "not supported", why: (error as Error).message.split("\n")[0]! };
  }
}

if (!existsSync(folder)) {
  console.log(`no test data in ${folder}: install the Debian package libonnx-testdata, or give a folder`);
  process.exit(0);
}

const table = new Map<string, Record<Outcome, number>>();
const sums: Record<Outcome, number> = { passed: 0, "other numbers": 0, "not supported": 0 };
const failures: string[] = [];
for (const name of readdirSync(folder).toSorted()) {
  const path = join(folder, name);
  if (!existsSync(join(path, "model.onnx"))) continue;
  // Tests whose operator is written out in others are listed together.
  const nodes = decodeModel(readFileSync(join(path, "model.onnx"))).graph.node;
  const operator = nodes.length === 1 ? nodes[0]!.opType : "(several nodes)";
  const { outcome, why } = await runTest(path);
  const row = table.get(operator) ?? { passed: 0, "other numbers": 0, "not supported": 0 };
  row[outcome]++;
  sums[outcome]++;
  table.set(operator, row);
  if (outcome !== "passed") failures.push(`${name}: ${outcome}: ${why}`);
}
console.log(`${"operator".padEnd(32)}passed  other numbers  not supported`);
for (const [operator, row] of [...table].toSorted(([a], [b]) => a.localeCompare(b)))
  console.log(
    `${operator.padEnd(32)}${String(row.passed).padStart(6)}${String(row["other numbers"]).padStart(15)}${String(row["not supported"]).padStart(15)}`,
  );
console.log(
  `${"all".padEnd(32)}${String(sums.passed).padStart(6)}${String(sums["other numbers"]).padStart(15)}${String(sums["not supported"]).padStart(15)}`,
);
if (all) console.log(failures.join("\n"));
