/** @file Emitted code: the same bits as the program wherever float64 is computed and a compiler is at hand. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { random } from "@working-papers/lab";
import binaryen from "binaryen";
import { afterAll, expect, test } from "vitest";
import { evaluate } from "../programs/evaluate.ts";
import { programFrom } from "../programs/program.ts";
import { PUBLISHED } from "../programs/published.ts";
import { emit } from "./emit.ts";

const PROGRAMS = {
  f2: PUBLISHED.f2,
  f10: PUBLISHED.f10,
  all: programFrom("r = sqrt x; s = r - a; q = b / s; p = q * q; y = fma p x a", { a: -3.25, b: 1e-7 }),
};
const stream = random(11);
const POINTS = Array.from({ length: 400 }, () => stream.uniform() * 2 ** stream.integer(-30, 0));
const folder = mkdtempSync(join(tmpdir(), "emitted-"));
afterAll(() => rmSync(folder, { recursive: true }));

const has = (command: string, ...parameters: string[]): boolean => {
  try {
    execFileSync(command, parameters, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};
const bits = (values: readonly number[]): string[] =>
  values.map((value) => {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, value);
    return view.getBigUint64(0).toString(16).padStart(16, "0");
  });
const expected = (name: keyof typeof PROGRAMS): string[] =>
  bits(POINTS.map((x) => evaluate(PROGRAMS[name], x)));
const names = Object.keys(PROGRAMS) as (keyof typeof PROGRAMS)[];

test.each(names)("TypeScript of %s computes the same bits", async (name) => {
  const code = stripTypeScriptTypes(emit(PROGRAMS[name], "typescript"));
  const { f } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  expect(bits(POINTS.map(f))).toEqual(expected(name));
});

test.each(names)("WebAssembly text of %s computes the same bits", (name) => {
  const module = binaryen.parseText(emit(PROGRAMS[name], "wat"));
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module.emitBinary() as BufferSource));
  const f = instance.exports.f as (x: number) => number;
  expect(bits(POINTS.map(f))).toEqual(expected(name));
});

test.skipIf(!has("gcc", "--version"))(
  "C of every program computes the same bits (skipped without gcc)",
  () => {
    for (const name of names) {
      const source = `${emit(PROGRAMS[name], "c")}
#include <stdio.h>
#include <string.h>
int main(void) {
  double x;
  while (scanf("%la", &x) == 1) { double y = f(x); unsigned long long u; memcpy(&u, &y, 8); printf("%016llx\\n", u); }
  return 0;
}`;
      const file = join(folder, `${name}.c`);
      writeFileSync(file, source);
      execFileSync("gcc", ["-O2", "-ffp-contract=off", file, "-lm", "-o", join(folder, name)]);
      const input = POINTS.map((x) => x.toPrecision(17)).join("\n");
      const output = execFileSync(join(folder, name), { input, encoding: "utf8" });
      expect(output.trim().split("\n")).toEqual(expected(name));
    }
  },
);

test.skipIf(!has("python3", "-c", "import numpy"))(
  "NumPy of every program computes the same bits (skipped without it)",
  () => {
    for (const name of names) {
      const code = `${emit(PROGRAMS[name], "numpy")}
import sys
values = np.array([float(line) for line in sys.stdin])
for u in f(values).view(np.uint64): print("%016x" % u)
`;
      const input = POINTS.map((x) => x.toPrecision(17)).join("\n");
      const output = execFileSync("python3", ["-c", code], { input, encoding: "utf8" });
      expect(output.trim().split("\n")).toEqual(expected(name));
    }
  },
);

test("shaders get float32 constants", () => {
  expect(emit(PUBLISHED.f2, "wgsl", "exp2")).toBe(
    "fn exp2(x: f32) -> f32 {\n  let t1 = (-2.04138445854187f) + x;\n  let t2 = (-2.125859498977661f) / t1;\n  return t2;\n}\n",
  );
  expect(emit(PUBLISHED.f2, "glsl")).toContain("float t1 = (-2.04138445854187) + x;");
});
