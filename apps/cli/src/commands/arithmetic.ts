/** @file `papers arithmetic run <model.onnx>`: an ONNX model under arithmetics of choice, and how far its nodes and outputs are from another arithmetic. */
import { existsSync, readFileSync } from "node:fs";
import { UsageError } from "@working-papers/lab";
import {
  compare,
  interpreter,
  ModelError,
  operatorNames,
  parseArithmetic,
  parseAssignment,
  readNpy,
  type Assignment,
  type Comparison,
  type Interpreter,
  type Value,
} from "@working-papers/arithmetic/interpreter";
import { kernelPool } from "@working-papers/arithmetic/threads";
import { filesBeside } from "@working-papers/tensor/node";
import { textTable } from "../table.ts";

export interface ArithmeticOptions {
  readonly input: readonly string[];
  readonly use: readonly string[];
  readonly compare: string;
  readonly threads?: string;
  readonly json?: boolean;
}

export async function run(path: string, options: ArithmeticOptions): Promise<void> {
  const pool =
    options.threads === undefined ? undefined : kernelPool({ threads: threadsOf(options.threads) });
  try {
    const bytes = fileBytes(path, "model");
    const model = interpreter(bytes, { files: filesBeside(path), ...(pool && { kernels: pool }) });
    const inputs = readInputs(model, options.input);
    const use = usage(() => parseAssignment(options.use));
    const reference = usage(() => ({ default: parseArithmetic(options.compare) }));
    const comparison = await compared(model, inputs, use, reference);
    console.log(
      options.json ? JSON.stringify(document(comparison, options), null, 2) : report(comparison, options),
    );
  } finally {
    await pool?.close();
  }
}

export const operators = (): void => console.log(operatorNames.join("\n"));

function threadsOf(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text))
    throw new UsageError(`Threads are a whole number from 1 to 999, not «${text}».`);
  return Number(text);
}

/** An arithmetic that is not understood is a mistake of whoever typed it. */
function usage<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}

async function compared(
  model: Interpreter,
  inputs: Readonly<Record<string, Value>>,
  use: Assignment,
  reference: Assignment,
): Promise<Comparison> {
  try {
    return await compare(model, inputs, use, reference);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "it may not be read",
};

function fileBytes(path: string, what: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const reason = reasons[(error as NodeJS.ErrnoException).code ?? ""] ?? (error as Error).message;
    throw new UsageError(`The ${what} «${path}» cannot be read: ${reason}.`, { cause: error });
  }
}

function readInputs(model: Interpreter, texts: readonly string[]): Record<string, Value> {
  const names = model.inputs.map(({ name }) => name);
  const values: Record<string, Value> = {};
  for (const text of texts) {
    const named = names.find((name) => text.startsWith(`${name}=`));
    if (named === undefined && (names.length > 1 || (text.includes("=") && !existsSync(text))))
      throw new UsageError(
        `The model has the input${names.length > 1 ? "s" : ""} ${names.join(", ")}; give each as --input name=file.npy, not «${text}».`,
      );
    const name = named ?? names[0];
    if (Object.hasOwn(values, name))
      throw new UsageError(`The model's input «${name}» was given twice; give it once.`);
    values[name] = readInput(named === undefined ? text : text.slice(named.length + 1));
  }
  const missing = model.inputs.filter((input) => !Object.hasOwn(values, input.name));
  if (missing.length > 0)
    throw new UsageError(
      `The model needs ${missing.map(({ name, shape }) => `«${name}» of shape [${shape.join(", ")}]`).join(", ")} as well; give each as --input name=file.npy.`,
    );
  return values;
}

function readInput(path: string): Value {
  const bytes = fileBytes(path, "input");
  try {
    return readNpy(bytes);
  } catch (error) {
    throw new ModelError(`The input «${path}» cannot be used: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}

const digits = (x: number): string =>
  x === 0 ? "0" : Number.isFinite(x) ? x.toExponential(2) : "not finite";

function report({ nodes, outputs }: Comparison, { compare: reference }: ArithmeticOptions): string {
  const right = { align: "right" as const };
  const outputTable = textTable(
    [{ title: "output" }, { title: "relative error", ...right }, { title: "largest difference", ...right }],
    Object.entries(outputs).map(([name, { relative, largest }]) => [name, digits(relative), digits(largest)]),
  );
  const multiplying = nodes.filter(({ multiplications }) => multiplications > 0);
  const nodeTable = textTable(
    [
      { title: "node" },
      { title: "class" },
      { title: "arithmetic" },
      { title: "products", ...right },
      { title: "relative error", ...right },
    ],
    multiplying.map(({ node, arithmetic, multiplications, relative }) => [
      node.name,
      node.class,
      arithmetic,
      multiplications.toLocaleString("en"),
      digits(relative),
    ]),
  );
  return `Against ${reference}; the error of a node includes those of the nodes before it.\n\n${nodeTable}\n\n${outputTable}`;
}

/** Numbers that are not finite have no JSON; they are null. */
function document({ nodes, outputs }: Comparison, { compare: reference }: ArithmeticOptions) {
  return {
    reference,
    outputs,
    nodes: nodes.map(({ node, arithmetic, multiplications, relative, largest }) => ({
      ...node,
      arithmetic,
      multiplications,
      relative,
      largest,
    })),
  };
}
