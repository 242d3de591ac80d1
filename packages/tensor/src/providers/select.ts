/**
 * Which of several providers works here. ONNX Runtime lists what it was built with, not what the machine has: a library may be missing, a
 * graphics card have no driver. So each candidate is tried on a model of one node, in order of preference.
 */
import { encodeModel, valueInfo } from "../onnx/model.ts";
import type { Provider } from "./provider.ts";

/** y = x + x on two numbers. */
const probe = encodeModel({
  irVersion: 10,
  opsetImport: [{ version: 17 }],
  graph: {
    name: "probe",
    node: [{ opType: "Add", input: ["x", "x"], output: ["y"], attribute: [] }],
    initializer: [],
    input: [valueInfo("x", "float32", [2])],
    output: [valueInfo("y", "float32", [2])],
  },
});

/** Why a provider cannot be used; undefined where it compiles the probe and its numbers are right. */
export async function refusalOf(provider: Provider): Promise<string | undefined> {
  try {
    const executable = await provider.compile(probe);
    try {
      const x = { data: Float32Array.of(1, -2.5), dtype: "float32", shape: [2] } as const;
      const [y] = await executable.run(new Map([["x", x]]), [{ name: "y" }]);
      const got = Array.from(y!.data as Float32Array);
      return got.join() === "2,-5" ? undefined : `it computes ${got.join(" and ")} where 2 and -5 are right`;
    } finally {
      await executable.release();
    }
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).split("\n")[0]!;
  }
}

export interface Selection {
  readonly provider: Provider;
  /** Those that were preferred but do not work here, and why. */
  readonly refused: readonly { readonly name: string; readonly why: string }[];
}

/**
 * The first of the candidates that works.
 * @throws Error if none does, with the reason of each.
 */
export async function selectProvider(candidates: readonly Provider[]): Promise<Selection> {
  const refused: { name: string; why: string }[] = [];
  for (const provider of candidates) {
    const why = await refusalOf(provider);
    if (why === undefined) return { provider, refused };
    refused.push({ name: provider.name, why });
  }
  throw new Error(
    `none of the providers works here: ${refused.map(({ name, why }) => `${name} (${why})`).join("; ") || "none was named"}`,
  );
}
