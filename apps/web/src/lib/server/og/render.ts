/** @file Pictures as PNG, drawn one at a time and kept: the same content is the same bytes. */
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { pictureSvg, type Picture } from "./picture.ts";

const require = createRequire(import.meta.url);

/** About 40 kB each. */
const KEPT = 300;
const drawn = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();

let ready: Promise<void> | undefined;
let queue: Promise<unknown> = Promise.resolve();

/** The picture as PNG, 1200 × 630. */
export function picturePng(picture: Picture): Promise<Uint8Array<ArrayBuffer>> {
  const key = createHash("sha256").update(JSON.stringify(picture)).digest("base64url");
  const known = drawn.get(key);
  if (known) {
    drawn.delete(key);
    drawn.set(key, known);
    return known;
  }
  // One after the other, with other requests answered in between.
  const drawing = queue.then(() => draw(picture));
  queue = drawing.catch(() => undefined);
  if (drawn.size >= KEPT) drawn.delete(drawn.keys().next().value!);
  drawn.set(key, drawing);
  drawing.catch(() => drawn.delete(key));
  return drawing;
}

async function draw(picture: Picture): Promise<Uint8Array<ArrayBuffer>> {
  ready ??= readFile(require.resolve("@resvg/resvg-wasm/index_bg.wasm")).then((bytes) => initWasm(bytes));
  await ready;
  const resvg = new Resvg(pictureSvg(picture), { font: { loadSystemFonts: false } });
  const image = resvg.render();
  const png = new Uint8Array(image.asPng());
  image.free();
  resvg.free();
  return png;
}
