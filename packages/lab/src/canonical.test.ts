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

test("a number that JSON does not have is refused", () => {
  expect(() => canonicalJson({ a: Number.NaN })).toThrow("A finite number was expected, not NaN");
});
