/** @file Messages between searches: what is good comes through exactly, what is not is dropped. */
import { expect, test } from "vitest";
import { PUBLISHED } from "../programs/published.ts";
import { canonical, toGraph } from "../programs/canonical.ts";
import { defineTarget } from "../targets/target.ts";
import { messageReader, writeMessage } from "./messages.ts";
import { PAPER_ALPHABET } from "./mutate.ts";

const target = defineTarget("exp2(x)");
const read = messageReader({ target, arithmetic: "real", alphabet: PAPER_ALPHABET, maxOperations: 10 });
const f3 = canonical(toGraph(PUBLISHED.f3))!;

test("a program arrives with the error that is measured here, not with one that is claimed", () => {
  const message = JSON.parse(
    JSON.stringify(writeMessage([{ program: f3, error: 1e-99, shape: "", found: 7 }])),
  );
  const [entry] = read(message);
  expect(entry.program).toEqual(f3);
  // The printed f3 has 2.911 digits of relative error.
  expect(-Math.log10(entry.error)).toBeCloseTo(2.911, 2);
});

test.each([
  ["text", "hello"],
  ["no message", null],
  ["an unknown operation", { programs: [{ lines: "t1 = hack x", constants: {} }] }],
  ["a square root, which this search does not use", { programs: [{ lines: "t1 = sqrt x", constants: {} }] }],
  ["a register that is not there", { programs: [{ lines: "t1 = x + c9", constants: {} }] }],
  [
    "too many operations",
    {
      programs: [
        {
          lines: Array.from(
            { length: 11 },
            (_, i) => `t${i + 1} = ${i ? `t${i}` : "x"} * ${i ? `t${i}` : "x"}`,
          ).join("; "),
          constants: {},
        },
      ],
    },
  ],
  [
    "a program that is not in canonical form",
    { programs: [{ lines: "t1 = x + c1; t2 = t1 + c2", constants: { c1: [1, 0], c2: [1, 0] } }] },
  ],
])("%s is dropped", (_, message) => {
  expect(read(message)).toEqual([]);
});
