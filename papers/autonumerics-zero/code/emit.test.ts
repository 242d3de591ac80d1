/** @file Emitted code: the same bits as the program wherever float64 is computed and a compiler is at hand. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { random } from "@working-papers/lab";
import binaryen from "binaryen";
import { afterAll, expect, test } from "vitest";
import { evaluateFloat32 } from "../float32/arithmetic.ts";
import { evaluate } from "../programs/evaluate.ts";
import { programFrom, type Program } from "../programs/program.ts";
import { PUBLISHED } from "../programs/published.ts";
import { emit, type EmitOptions } from "./emit.ts";

type Precision = NonNullable<EmitOptions["precision"]>;
const ALL = programFrom("r = sqrt x; s = r - a; q = b / s; p = q * q; y = fma p x a", { a: -3.25, b: 1e-7 });
/** Walks 1/√x down by one Newton step from the halved bits, and adds and subtracts bits. */
const BITS = programFrom(
  "h = ishr x; i = isub magic h; q = i * i; p = q * x; s = three - p; y = i * s; u = iadd y low; z = isub u low; w = z * half",
  { magic: 13211836172961054720, three: 3, low: 1e-30, half: 0.5 },
);
const CASES: [name: string, precision: Precision, program: Program][] = [
  ["f2", "float64", PUBLISHED.f2],
  ["f10", "float64", PUBLISHED.f10],
  ["a program with all operations on numbers", "float64", ALL],
  ["f10", "float32", PUBLISHED.f10],
  ["a program with all operations on numbers", "float32", ALL],
  ["a program with operations on bits", "float32", BITS],
];
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
/** Bits of float64 numbers; a float32 number is one of them. */
const bits = (values: readonly number[]): string[] =>
  values.map((value) => {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, value);
    return view.getBigUint64(0).toString(16).padStart(16, "0");
  });
const expected = (program: Program, precision: Precision): string[] =>
  bits(POINTS.map((x) => (precision === "float32" ? evaluateFloat32(program, x) : evaluate(program, x))));

test.each(CASES)("TypeScript of %s computes the same bits in %s", async (_, precision, program) => {
  const code = stripTypeScriptTypes(emit(program, "typescript", { precision }));
  const { f } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  expect(bits(POINTS.map(f))).toEqual(expected(program, precision));
});

test.each(CASES)("WebAssembly text of %s computes the same bits in %s", (_, precision, program) => {
  const module = binaryen.parseText(emit(program, "wat", { precision }));
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module.emitBinary() as BufferSource));
  const f = instance.exports.f as (x: number) => number;
  expect(bits(POINTS.map(f))).toEqual(expected(program, precision));
});

test.skipIf(!has("gcc", "--version"))(
  "C of every program computes the same bits (skipped without gcc)",
  () => {
    for (const [i, [, precision, program]] of CASES.entries()) {
      const source = `${emit(program, "c", { precision })}
#include <stdio.h>
#include <string.h>
int main(void) {
  double x;
  while (scanf("%la", &x) == 1) { double y = f(x); unsigned long long u; memcpy(&u, &y, 8); printf("%016llx\\n", u); }
  return 0;
}`;
      const file = join(folder, `${i}.c`);
      writeFileSync(file, source);
      execFileSync("gcc", ["-O2", "-ffp-contract=off", file, "-lm", "-o", join(folder, `${i}`)]);
      const input = POINTS.map((x) => x.toPrecision(17)).join("\n");
      const output = execFileSync(join(folder, `${i}`), { input, encoding: "utf8" });
      expect(output.trim().split("\n")).toEqual(expected(program, precision));
    }
  },
);

test.skipIf(!has("python3", "-c", "import numpy"))(
  "NumPy of every program computes the same bits, for arrays and single numbers (skipped without it)",
  () => {
    for (const [, precision, program] of CASES) {
      const code = `${emit(program, "numpy", { precision })}
import sys
values = np.array([float(line) for line in sys.stdin])
for u in np.asarray(f(values), dtype=np.float64).view(np.uint64): print("%016x" % u)
for v in values[:20]: print("%016x" % np.asarray(f(v), dtype=np.float64).view(np.uint64))
`;
      const input = POINTS.map((x) => x.toPrecision(17)).join("\n");
      const output = execFileSync("python3", ["-c", code], { input, encoding: "utf8" });
      const values = expected(program, precision);
      expect(output.trim().split("\n")).toEqual([...values, ...values.slice(0, 20)]);
    }
  },
);

test("operations on bits are refused in float64", () => {
  expect(() => emit(BITS, "c", { precision: "float64" })).toThrow("ask for the precision float32");
});

test("shaders get float32 constants", () => {
  expect(emit(PUBLISHED.f2, "wgsl", { name: "exp2" })).toBe(
    "fn exp2(x: f32) -> f32 {\n  let t1 = (-2.04138445854187f) + x;\n  let t2 = (-2.125859498977661f) / t1;\n  return t2;\n}\n",
  );
  expect(emit(PUBLISHED.f2, "glsl")).toContain("float t1 = (-2.04138445854187) + x;");
  expect(emit(BITS, "glsl")).toContain("float t1 = uintBitsToFloat(floatBitsToUint(x) >> 1u);");
  expect(emit(BITS, "wgsl")).toContain("let t1 = bitcast<f32>(bitcast<u32>(x) >> 1u);");
});
