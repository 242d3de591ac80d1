/**
 * What the browser test runs inside a page: the property tests of every operator on the wasm provider, random numbers, and the training of a
 * small character transformer. The functions hang on `window`, where the test calls them.
 */
import { cases } from "../ops/cases.ts";
import { add, bitcast, cast, jit, mul, random, setProvider, tensor, type Provider } from "../index.ts";
import { fastestProvider, wasm, webgpu } from "../providers/web.ts";
import { refusalOf } from "../providers/select.ts";
import { drawFrom } from "./cases.ts";
import { trainCharacters } from "./characters.ts";
import { checkDerivatives, testRandom } from "./derivatives.ts";

/** Names of the operators whose derivatives do not agree, with what was found; none means that all do. */
async function derivatives(): Promise<{ readonly checked: number; readonly wrong: readonly string[] }> {
  const wrong: string[] = [];
  let checked = 0;
  for (const [name, list] of Object.entries(cases)) {
    if (typeof list === "string") continue;
    for (const [index, { draw, options }] of list.entries()) {
      try {
        const found = await checkDerivatives(draw(drawFrom(testRandom(1000 * index))), {
          seed: 7,
          ...options,
        });
        if (found.length > 0) wrong.push(`${name}, case ${index}: ${JSON.stringify(found)}`);
      } catch (error) {
        wrong.push(`${name}, case ${index}: ${String(error)}`);
      }
      checked++;
    }
  }
  return { checked, wrong };
}

/** Bits and normal numbers, to be compared with those of another provider. */
async function numbers(): Promise<{ readonly bits: readonly number[]; readonly normal: readonly number[] }> {
  const key = random.key(2026);
  return {
    bits: Array.from(await random.bits(key, [1000]).data(), Number),
    normal: Array.from(await random.normal(key, [1000]).data(), Number),
  };
}

/** 2 x + 1/2 in float16, from values and to values of it; undefined where the browser has no Float16Array. */
async function halves(values: readonly number[]): Promise<readonly number[] | undefined> {
  if (!("Float16Array" in globalThis)) return undefined;
  const x = tensor(values, { dtype: "float16" });
  return Array.from(await (await jit((y: typeof x) => add(mul(y, 2), 0.5))(x)).data(), Number);
}

/** The bits of float32 numbers, and what they are after a cast to int4. */
async function bits(values: readonly number[]): Promise<readonly (readonly number[])[]> {
  const x = tensor(values);
  const both = await jit((y: typeof x) => [bitcast(y, "int32"), cast(cast(y, "int4"), "int32")])(x);
  return Promise.all(both.map(async (y) => Array.from(await y.data(), Number)));
}

/** Which provider is the fastest here, why others are not, and whether one on the graphics card works at all. */
async function providers(): Promise<{ readonly fastest: string; readonly webgpu: string | undefined }> {
  const { provider } = await fastestProvider();
  return { fastest: provider.name, webgpu: await refusalOf(webgpu()) };
}

/** The training of the small character transformer on another provider than the usual one. */
async function trainOn(which: "wasm" | "webgpu", steps: number): Promise<number[]> {
  const all: Record<typeof which, () => Provider> = { wasm, webgpu };
  setProvider(all[which]());
  try {
    return await trainCharacters(steps);
  } finally {
    setProvider(wasm());
  }
}

export interface Page {
  bits: typeof bits;
  derivatives: typeof derivatives;
  halves: typeof halves;
  numbers: typeof numbers;
  providers: typeof providers;
  trainOn: typeof trainOn;
}

Object.assign(window, { page: { bits, derivatives, halves, numbers, providers, trainOn } satisfies Page });
