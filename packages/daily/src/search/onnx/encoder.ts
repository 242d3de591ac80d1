/** @file A sentence encoder from an ONNX file: `input_ids` and `attention_mask` in, one vector a text out. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { importOnnx, tensor, type OnnxModel, type Tensor } from "@working-papers/tensor";
import type { Embedder } from "../embedder.ts";
import { readTokenizer, type Tokenizer } from "./wordpiece.ts";

/** Texts in one call: more gain nothing on a processor. */
const BATCH = 16;
const KNOWN = new Set(["input_ids", "attention_mask", "token_type_ids"]);

/**
 * Loads model and tokenizer.
 *
 * The vector of a text is the output `sentence_embedding` where the model has one, else the mean of its last hidden states over the text's pieces, as
 * the models of Sentence-Transformers pool by default.
 *
 * @param tokenizerPath default: `tokenizer.json` beside the model
 * @throws Error saying which file is missing or is not what was expected
 */
export async function onnxEmbedder(modelPath: string, tokenizerPath?: string): Promise<Embedder> {
  const folder = dirname(modelPath);
  const bytes = await load(modelPath, "model");
  const json = await load(tokenizerPath ?? join(folder, "tokenizer.json"), "tokenizer");
  const tokenizer = readTokenizer(json.toString("utf8"));
  let model: OnnxModel;
  try {
    // Large weights stand in files beside the model.
    model = importOnnx(bytes, { files: (name) => readFileSync(join(folder, basename(name))) });
  } catch (cause) {
    throw new Error(`${modelPath} is not a model that can be used: ${(cause as Error).message}.`, { cause });
  }
  const output = outputOf(modelPath, model);
  const inputs = model.inputs.map(({ name }) => name);
  const vectors = (texts: readonly string[]): Promise<Float32Array[]> =>
    embedBatch(model, tokenizer, inputs, output, texts);
  const [probe] = await vectors(["a"]);
  const id = createHash("sha256").update(bytes).update(json).digest("hex").slice(0, 16);
  return {
    id: `onnx:${id}`,
    dimensions: probe.length,
    async embed(texts) {
      const done: Float32Array[] = [];
      for (let start = 0; start < texts.length; start += BATCH)
        done.push(...(await vectors(texts.slice(start, start + BATCH))));
      return done;
    },
  };
}

async function load(path: string, what: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new Error(`The sentence encoder's ${what} ${path} cannot be read: ${(cause as Error).message}.`, {
      cause,
    });
  }
}

/** @throws Error when the model does not take pieces and give vectors */
function outputOf(path: string, model: OnnxModel): string {
  const wrong = model.inputs.find(({ name, dtype }) => !KNOWN.has(name) || dtype !== "int64");
  if (wrong || !model.inputs.some(({ name }) => name === "input_ids"))
    throw new Error(
      `${path} should take input_ids, attention_mask and token_type_ids as int64${wrong ? `, and wants ${wrong.name} as ${wrong.dtype}` : ""}.`,
    );
  const output =
    model.outputs.find(({ name }) => name === "sentence_embedding") ??
    model.outputs.find(({ name }) => name === "last_hidden_state") ??
    model.outputs[0];
  if (output?.dtype !== "float32")
    throw new Error(`${path} should give float32 vectors, and gives ${output?.dtype ?? "nothing"}.`);
  return output.name;
}

async function embedBatch(
  model: OnnxModel,
  tokenizer: Tokenizer,
  inputs: readonly string[],
  output: string,
  texts: readonly string[],
): Promise<Float32Array[]> {
  const pieces = texts.map((text) => tokenizer.encode(text));
  const shape = [texts.length, Math.max(...pieces.map(({ length }) => length))];
  const filled = (value: (row: number[], i: number) => number): Tensor => {
    const all = pieces.flatMap((row) => Array.from({ length: shape[1] }, (_, i) => BigInt(value(row, i))));
    return tensor(BigInt64Array.from(all), { shape });
  };
  const given: Record<string, Tensor> = {
    input_ids: filled((row, i) => row[i] ?? tokenizer.pad),
    attention_mask: filled((row, i) => Number(i < row.length)),
    token_type_ids: filled(() => 0),
  };
  const results = await model.run(Object.fromEntries(inputs.map((name) => [name, given[name]])));
  const result = results[output];
  const data = (await result.data()) as Float32Array;
  if (result.rank === 2) {
    const width = result.shape[1];
    return texts.map((_, row) => data.slice(row * width, (row + 1) * width));
  }
  if (result.rank !== 3 || result.shape[0] !== texts.length)
    throw new Error(`The sentence encoder's output ${output} has the shape [${result.shape.join(", ")}].`);
  return pieces.map((row, i) => meanOf(data, i, row.length, result.shape[1], result.shape[2]));
}

/** Of the states of a text's own pieces; those that fill up the batch do not count. */
function meanOf(
  states: Float32Array,
  text: number,
  pieces: number,
  length: number,
  width: number,
): Float32Array {
  const sum = new Float64Array(width);
  for (let piece = 0; piece < pieces; piece++) {
    const from = (text * length + piece) * width;
    for (let d = 0; d < width; d++) sum[d] += states[from + d];
  }
  return Float32Array.from(sum, (value) => value / pieces);
}
