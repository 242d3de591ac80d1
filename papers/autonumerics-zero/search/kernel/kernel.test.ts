/** @file The kernel is what its source says, and does what plain JavaScript does, bit for bit. */
import { random } from "@working-papers/lab";
import { expect, test } from "vitest";
import { canonical, toGraph } from "../../programs/canonical.ts";
import { OPERATORS, programFrom, type Program } from "../../programs/program.ts";
import { PUBLISHED } from "../../programs/published.ts";
import { defineTarget } from "../../targets/target.ts";
import { mutate } from "../mutate.ts";
import { fittingSamples } from "../samples.ts";
import { compileKernel } from "./build.ts";
import { wasmFitter } from "./fitter.ts";
import { moduleBase64 } from "./module.generated.ts";
import { plainFitter } from "./plain.ts";

test("the committed module is what the compiler makes of fit.as", async () => {
  expect(Buffer.from(await compileKernel()).toString("base64")).toBe(moduleBase64);
}, 60_000);

/** A few hundred programs, each a mutation of the one before. */
function randomPrograms(count: number): Program[] {
  const stream = random(7);
  const alphabet = Object.values(OPERATORS);
  const programs: Program[] = [];
  for (let program = programFrom("", {}); programs.length < count;) {
    const graph = toGraph(program);
    mutate(graph, stream, alphabet);
    const next = canonical(graph);
    if (!next || next.ops.length > 12 || next.constants.length > 8) program = PUBLISHED.f5;
    else programs.push((program = next));
  }
  return programs;
}

test("kernel and plain JavaScript give the same bits for 300 random programs with all six operations", () => {
  const samples = fittingSamples(defineTarget("exp2(x)"), 32);
  const kernel = wasmFitter(samples);
  const plain = plainFitter(samples);
  for (const program of randomPrograms(300)) {
    const results = [kernel, plain].map((fitter) => {
      fitter.load(program);
      const sum = fitter.fit(12, 1e-2);
      const error = fitter.largestError();
      return [sum, error, fitter.lawson(3, 2), ...fitter.constants()];
    });
    expect(results[0]).toEqual(results[1]);
  }
});

test("the printed f3, its constants off by a tenth, is fitted back to 3.06 digits of relative error", () => {
  const samples = fittingSamples(defineTarget("exp2(x)"), 32);
  for (const fitter of [wasmFitter(samples), plainFitter(samples)]) {
    fitter.load(PUBLISHED.f3);
    fitter.setConstants(PUBLISHED.f3.constants.map((value, i) => value * (1 + 0.1 * (-1) ** i)));
    fitter.fit(40, 1e-2);
    expect(-Math.log10(fitter.lawson(10, 3))).toBeCloseTo(3.062, 2);
  }
});

test("f10 comes back to more than 14.4 digits from constants that are off by up to a tenth", () => {
  const fitter = wasmFitter(fittingSamples(defineTarget("exp2(x)"), 32));
  fitter.load(PUBLISHED.f10);
  fitter.setConstants(PUBLISHED.f10.constants.map((value, i) => value * (1 + 0.1 * Math.sin(i + 1))));
  for (let i = 0; i < 4; i++) fitter.fit(40, 1e-4);
  expect(-Math.log10(fitter.largestError())).toBeGreaterThan(14.4);
});
