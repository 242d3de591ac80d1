/** @file Canonical JSON and its digest against values made elsewhere. */
import { expect, test } from "vitest";
import { canonicalJson, digestOf } from "./canonical.ts";

test("keys are ordered, white space is none, absent members are left out", () => {
  expect(canonicalJson({ b: [1, { d: null, c: "é" }], a: 1e21, z: undefined })).toBe(
    '{"a":1e+21,"b":[1,{"c":"é","d":null}]}',
  );
});

test("the digest is the SHA-256 of that text", () => {
  // printf '%s' '{"a":1}' | sha256sum
  expect(digestOf({ a: 1 })).toBe("015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862");
});

test.each([
  [{ a: Number.NaN }, "A finite number was expected at a, not NaN: JSON has none such."],
  [Infinity, "A finite number was expected, not Infinity: JSON has none such."],
  [{ rows: [[1], [2, undefined]] }, "A value was expected at rows.1.1, not undefined: JSON has none such."],
  // eslint-disable-next-line no-sparse-arrays -- what `new Array(n)` leaves
  [[1, , 2], "A value was expected at 1, not undefined: JSON has none such."],
])("what JSON does not have is refused, with its place: %j", (value, message) => {
  expect(() => canonicalJson(value)).toThrow(message);
});
