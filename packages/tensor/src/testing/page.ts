/**
 * What the browser test runs inside a page: the property tests of every operator on the wasm provider, random numbers, and the training of a
 * small character transformer. The functions hang on `window`, where the test calls them.
 */
import { cases } from "../ops/cases.ts";
import { random } from "../index.ts";
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

export interface Page {
  derivatives: typeof derivatives;
  numbers: typeof numbers;
  trainCharacters: typeof trainCharacters;
}

Object.assign(window, { page: { derivatives, numbers, trainCharacters } satisfies Page });
