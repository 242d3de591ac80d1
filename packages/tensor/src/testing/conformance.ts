/**
 * The ONNX project's operator tests, run through both forms of `importOnnx`: `run`, which gives the file to ONNX Runtime, and `apply`, which
 * translates it into this package's operators and compiles those. A table of operators with how many of their tests pass, and
 * why the others do not. The data are in Debian's package libonnx-testdata, or in the folder given.
 *   npm run onnx-conformance [folder] [--all]        --all names every test that did not pass
 *
 * `apply` traces all inputs of a test that it can. Where a shape, an axis or the like is an input, tracing cannot know it: then those that are not floats are
 * constants, and if that is not enough all are.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isFloat } from "../dtype.ts";
import { importOnnx, type OnnxModel } from "../io/import.ts";
import { jit } from "../jit.ts";
import { decodeModel, decodeTensor } from "../onnx/model.ts";
import { storedTensor, tensorOf } from "../onnx/tensor.ts";
import { valueOf, type Tensor } from "../tensor.ts";
import { reasonOf } from "./reasons.ts";

const all = process.argv.includes("--all");
const folder =
  process.argv.slice(2).find((a) => !a.startsWith("--")) ?? "/usr/share/libonnx-testdata/data/node";

type Tensors = Readonly<Record<string, Tensor>>;

const readTensor = (path: string): Tensor => tensorOf(storedTensor(decodeTensor(readFileSync(path))));

/**
 * ONNX's own relative tolerance of 1e-3. Its absolute one of 1e-7 is for kernels that sum in the order of the reference; here it is 1e-5, and a millionth of
 * the largest element, because in a Fourier transform of float32 zeros are sums of large terms that cancel.
 */
async function agree(got: Tensor, expected: Tensor): Promise<boolean> {
  if (got.shape.join() !== expected.shape.join() || got.dtype !== expected.dtype) return false;
  await expected.data();
  const [a, b] = [valueOf(got), valueOf(expected)];
  const expectedList = Array.from(b as ArrayLike<number>, Number);
  const largest = expectedList.reduce((m, q) => (Number.isFinite(q) ? Math.max(m, Math.abs(q)) : m), 0);
  const absolute = 1e-5 + 1e-6 * largest;
  return Array.from(a as ArrayLike<number>, Number).every((p, i) => {
    const q = expectedList[i]!;
    return Object.is(p, q) || p === q || Math.abs(p - q) <= absolute + 1e-3 * Math.abs(q);
  });
}

/** Runs the translated graph with as many inputs traced as it can be traced with. */
async function applied(model: OnnxModel, given: Tensors): Promise<Tensors> {
  const choices: ((x: Tensor) => boolean)[] = [() => true, (x) => isFloat(x.dtype), () => false];
  for (const [i, isTraced] of choices.entries()) {
    const entries = Object.entries(given);
    const traced = Object.fromEntries(entries.filter(([, x]) => isTraced(x)));
    const constant = Object.fromEntries(entries.filter(([, x]) => !isTraced(x)));
    const f = jit((inputs: Tensors) => model.apply({}, { ...inputs, ...constant }));
    try {
      return await f(traced);
    } catch (error) {
      if (i === choices.length - 1 || !/not known/.test((error as Error).message)) throw error;
    } finally {
      await f.release();
    }
  }
  throw new Error("not reached");
}

/** Why one form does not pass a test; undefined where it does. */
async function failureOf(
  path: string,
  form: (model: OnnxModel, given: Tensors) => Promise<Tensors>,
): Promise<string | undefined> {
  try {
    const model = importOnnx(readFileSync(join(path, "model.onnx")));
    const data = join(path, "test_data_set_0");
    const given = model.inputs.map(({ name }, i): [string, Tensor] => [
      name,
      readTensor(join(data, `input_${i}.pb`)),
    ]);
    const expected = model.outputs.map((_, i) => readTensor(join(data, `output_${i}.pb`)));
    const results = await form(model, Object.fromEntries(given));
    await model.release();
    for (const [i, { name }] of model.outputs.entries())
      if (!(await agree(results[name]!, expected[i]!))) return "other numbers";
    return undefined;
  } catch (error) {
    return (error as Error).message.split("\n")[0]!;
  }
}

if (!existsSync(folder)) {
  console.log(`no test data in ${folder}: install the Debian package libonnx-testdata, or give a folder`);
  process.exit(0);
}

interface Row {
  tests: number;
  run: number;
  apply: number;
  readonly reasons: Set<string>;
}
const emptyRow = (): Row => ({ tests: 0, run: 0, apply: 0, reasons: new Set() });
const table = new Map<string, Row>();
const total = emptyRow();
const failures: string[] = [];

for (const name of readdirSync(folder).toSorted()) {
  const path = join(folder, name);
  if (!existsSync(join(path, "model.onnx"))) continue;
  // Tests whose operator is written out in others are listed together.
  const nodes = decodeModel(readFileSync(join(path, "model.onnx"))).graph.node;
  const operator = nodes.length === 1 ? nodes[0]!.opType : "(several nodes)";
  const row = table.get(operator) ?? emptyRow();
  table.set(operator, row);
  const run = await failureOf(path, (model, given) => model.run(given));
  const apply = await failureOf(path, applied);
  for (const counted of [row, total]) {
    counted.tests++;
    if (run === undefined) counted.run++;
    if (apply === undefined) counted.apply++;
  }
  const [ofRun, ofApply] = [run, apply].map((why) => why !== undefined && reasonOf(name, why));
  if (ofRun && ofRun === ofApply) row.reasons.add(ofRun);
  else {
    if (ofRun) row.reasons.add(`run: ${ofRun}`);
    if (ofApply) row.reasons.add(`apply: ${ofApply}`);
  }
  if (run !== undefined) failures.push(`${name}: run: ${run}`);
  if (apply !== undefined) failures.push(`${name}: apply: ${apply}`);
}

const line = (operator: string, { tests, run, apply, reasons }: Row): string =>
  `${operator.padEnd(30)}${String(tests).padStart(6)}${String(run).padStart(6)}${String(apply).padStart(7)}  ${[...reasons].join("; ")}`.trimEnd();
console.log(`${"operator".padEnd(30)} tests   run  apply  why the others do not pass`);
for (const [operator, row] of [...table].toSorted(([a], [b]) => a.localeCompare(b)))
  console.log(line(operator, row));
console.log(line("all", { ...total, reasons: new Set() }));
if (all) console.log(failures.join("\n"));
