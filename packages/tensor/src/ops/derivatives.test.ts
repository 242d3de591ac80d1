/** Every primitive's derivatives, at random points of random shapes: see testing/derivatives.ts for what is compared with what. */
import { describe, expect, it } from "vitest";
import { checkDerivatives, testRandom } from "../testing/derivatives.ts";
import { drawFrom } from "../testing/cases.ts";
import { cases } from "./cases.ts";
import { primitives } from "../index.ts";

const trials = 4;

describe("derivatives", () => {
  it("has a case for every primitive", () => {
    expect([...primitives.keys()].toSorted()).toEqual(Object.keys(cases).toSorted());
  });

  for (const [name, list] of Object.entries(cases)) {
    if (typeof list === "string") continue;
    it(`of ${name} agree with finite differences to second order`, async () => {
      for (const [index, { draw, options }] of list.entries()) {
        for (let trial = 0; trial < trials; trial++) {
          const point = draw(drawFrom(testRandom(1000 * index + trial)));
          const wrong = await checkDerivatives(point, { seed: trial + 7, ...options });
          expect(wrong, `case ${index}, trial ${trial}, inputs ${point.inputs.join(" ")}`).toEqual([]);
        }
      }
    });
  }
});
