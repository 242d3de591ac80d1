/** @file A sentence encoder from files: a tiny one, made here, whose vectors are known. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeModel, type ModelProto } from "@working-papers/tensor/onnx";
import { afterAll, beforeAll, expect, test } from "vitest";
import { storePapers } from "../../papers/store.ts";
import { overBothDatabases } from "../../testing/databases.ts";
import { incoming } from "../../testing/papers.ts";
import { buildIndex, openSearch } from "../engine.ts";
import { onnxEmbedder } from "./encoder.ts";
import { readTokenizer } from "./wordpiece.ts";

const PIECES = [
  "[PAD]",
  "[UNK]",
  "[CLS]",
  "[SEP]",
  "car",
  "auto",
  "##mobile",
  "tree",
  "é",
  "e",
  "-",
  "走",
  "##s",
];
const vocab = Object.fromEntries(PIECES.map((piece, number) => [piece, number]));

function tokenizerJson(normalizer: object = {}, more: object = {}): string {
  return JSON.stringify({
    version: "1.0",
    truncation: { max_length: 8 },
    normalizer: { type: "BertNormalizer", lowercase: true, ...normalizer },
    pre_tokenizer: { type: "BertPreTokenizer" },
    model: { type: "WordPiece", unk_token: "[UNK]", continuing_subword_prefix: "##", vocab },
    ...more,
  });
}

/** Each piece has a vector of two numbers; what frames a text has zeros. A car is an automobile, and a tree is not. */
const TABLE = PIECES.flatMap((piece) =>
  piece === "car"
    ? [3, 0]
    : piece === "auto" || piece === "##mobile"
      ? [1.5, 0]
      : piece === "tree"
        ? [0, 2]
        : [0, 0],
);

/** A tensor of this element type: 1 is float32, 7 is int64. */
const type = (elemType: number, dims: (number | string)[]) => ({
  tensorType: {
    elemType,
    shape: { dim: dims.map((d) => (typeof d === "string" ? { dimParam: d } : { dimValue: d })) },
  },
});

/** A model whose hidden states are the rows of a table. */
function tableModel(output: string, inputs = ["input_ids", "attention_mask"]): Uint8Array {
  const model: ModelProto = {
    irVersion: 8,
    opsetImport: [{ version: 17 }],
    functions: [],
    graph: {
      name: "table",
      node: [{ opType: "Gather", input: ["table", "input_ids"], output: [output], attribute: [] }],
      initializer: [
        {
          name: "table",
          dims: [PIECES.length, 2],
          dataType: 1,
          rawData: new Uint8Array(Float32Array.from(TABLE).buffer),
        },
      ],
      input: inputs.map((name) => ({ name, type: type(7, ["batch", "pieces"]) })),
      output: [{ name: output, type: type(1, ["batch", "pieces", 2]) }],
    },
  };
  return encodeModel(model);
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "encoder-"));
  await writeFile(join(folder, "tokenizer.json"), tokenizerJson());
  await writeFile(join(folder, "model.onnx"), tableModel("last_hidden_state"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each([
  ["Car automobile", [2, 4, 5, 6, 3]],
  ["cars", [2, 4, 12, 3]],
  ["é É e", [2, 9, 9, 9, 3]],
  ["auto-tree", [2, 5, 10, 7, 3]],
  ["走走", [2, 11, 11, 3]],
  ["unheard", [2, 1, 3]],
  ["", [2, 3]],
  [`car${"\u0000"}\u200b car`, [2, 4, 4, 3]],
  ["car ".repeat(50), [2, 4, 4, 4, 4, 4, 4, 3]],
  ["x".repeat(101), [2, 1, 3]],
])("%j is cut into pieces as BERT does", (text, pieces) => {
  expect(readTokenizer(tokenizerJson()).encode(text)).toEqual(pieces);
});

test("case and accents stay where the file says so", () => {
  const kept = readTokenizer(tokenizerJson({ lowercase: false }));
  expect(kept.encode("é Car")).toEqual([2, 8, 1, 3]);
});

test("a tokenizer of another kind is refused with the place", () => {
  expect(() => readTokenizer("{")).toThrow("The tokenizer is not JSON.");
  expect(() => readTokenizer(tokenizerJson({}, { model: { type: "BPE", vocab: {} } }))).toThrow("model.type");
  const { "[SEP]": _, ...without } = vocab;
  expect(() => readTokenizer(tokenizerJson({}, { model: { type: "WordPiece", vocab: without } }))).toThrow(
    "vocabulary has no [SEP]",
  );
});

test("vectors are means over a text's own pieces, whatever stands beside it in the batch", async () => {
  const { embed, dimensions, id } = await onnxEmbedder(join(folder, "model.onnx"));
  expect(dimensions).toBe(2);
  expect(id).toMatch(/^onnx:[0-9a-f]{16}$/);
  // [CLS] car [SEP]: (3, 0) over three pieces. [CLS] tree car tree car [SEP]: (6, 4) over six.
  expect(await embed(["car", "tree car tree car"])).toEqual([
    Float32Array.of(1, 0),
    Float32Array.of(1, Math.fround(4 / 6)),
  ]);
  const many = await embed(Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? "car" : "tree")));
  expect(many[39]).toEqual(Float32Array.of(0, Math.fround(2 / 3)));
});

test("what is missing or does not fit is said", async () => {
  await expect(onnxEmbedder(join(folder, "none.onnx"))).rejects.toThrow(
    /encoder's model .*none\.onnx cannot be read/,
  );
  await expect(onnxEmbedder(join(folder, "model.onnx"), join(folder, "none.json"))).rejects.toThrow(
    /encoder's tokenizer .*none\.json cannot be read/,
  );
  await writeFile(join(folder, "pixels.onnx"), tableModel("y", ["input_ids", "pixels"]));
  await expect(onnxEmbedder(join(folder, "pixels.onnx"))).rejects.toThrow("and wants pixels as int64");
  await writeFile(join(folder, "text.onnx"), "not a model");
  await expect(onnxEmbedder(join(folder, "text.onnx"))).rejects.toThrow("is not a model that can be used");
});

overBothDatabases("search with an encoder", (fresh) => {
  test("finds what says the same in other words", async () => {
    const { db } = await fresh();
    await storePapers(db, "file", [
      incoming({ id: "2609.00001", title: "The automobile", abstract: "automobile" }),
      incoming({ id: "2609.00002", title: "The tree", abstract: "tree" }),
    ]);
    const embedder = await onnxEmbedder(join(folder, "model.onnx"));
    expect(await buildIndex(db, { embedder })).toMatchObject({ embedder: embedder.id });
    const search = await openSearch(db, { embedder });
    expect((await search.ids("car", "meaning"))[0]).toBe("2609.00001");
    expect(await search.ids("car", "words")).toEqual([]);
    const { hits } = await search.search({ q: "car" });
    expect(hits[0].paper.id).toBe("2609.00001");
  });
});
