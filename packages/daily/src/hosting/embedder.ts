/** @file The embedder that the settings name. */
import type { Embedder } from "../search/embedder.ts";
import type { Settings } from "./settings.ts";

/** Undefined for the trained one, which search brings itself. */
export async function loadEmbedder(
  settings: Pick<Settings, "EMBEDDER" | "EMBEDDER_TOKENIZER">,
): Promise<Embedder | undefined> {
  if (settings.EMBEDDER === "trained") return undefined;
  // ONNX Runtime is loaded by those who ask for it.
  const { onnxEmbedder } = await import("../search/onnx/encoder.ts");
  return onnxEmbedder(settings.EMBEDDER.slice("onnx:".length), settings.EMBEDDER_TOKENIZER);
}
