/** Every ONNX operator that has a form in operators of this package, by domain and name. */
import { attentions, microsoft } from "./attention.ts";
import type { Translation, Translations } from "./call.ts";
import { control } from "./control.ts";
import { elementwise } from "./elementwise.ts";
import { indexing } from "./indexing.ts";
import { matrices } from "./matrices.ts";
import { normalizations } from "./normalization.ts";
import { quantizations } from "./quantization.ts";
import { recurrent } from "./recurrent.ts";
import { reductions } from "./reduce.ts";
import { resizing } from "./resize.ts";
import { samplings } from "./sampling.ts";
import { shapes } from "./shapes.ts";
import { signals } from "./signal.ts";
import { windows } from "./windows.ts";

const standard: Translations = {
  ...attentions,
  ...control,
  ...elementwise,
  ...indexing,
  ...matrices,
  ...normalizations,
  ...quantizations,
  ...recurrent,
  ...reductions,
  ...resizing,
  ...samplings,
  ...shapes,
  ...signals,
  ...windows,
  // ONNX Runtime keeps a few of its own under the standard's name.
  SimplifiedLayerNormalization: normalizations["RMSNormalization"]!,
};

const domains = new Map<string, ReadonlyMap<string, Translation>>([
  ["", new Map(Object.entries(standard))],
  ["com.microsoft", new Map(Object.entries(microsoft))],
]);

/** The translation of an operator, if there is one. */
export const translationOf = (domain: string, opType: string): Translation | undefined =>
  domains.get(domain === "ai.onnx" ? "" : domain)?.get(opType);

/** Names of all operators that have a translation, those of other domains with the domain before them. */
export const translated: readonly string[] = [...domains].flatMap(([domain, table]) =>
  [...table.keys()].map((name) => (domain ? `${domain}.${name}` : name)),
);
export type { Call, OnnxTensors, Translation, Translations } from "./call.ts";
