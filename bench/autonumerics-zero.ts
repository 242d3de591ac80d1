/**
 * @file Function discovery: candidates per second with the WebAssembly kernel and with plain JavaScript, which give the same bits.
 *
 * Rounds of both are interleaved in one process; what is printed are medians with their quartiles, and the median of the ratios of neighbouring rounds.
 * Then the speed of 2^x itself: found programs in WebAssembly SIMD against polynomials and `2 ** x`, and, where gcc and SLEEF are installed (Debian:
 * libsleef-dev), native code as context, also on vectors of 128 bits and in the same rounds.
 * Run: node bench/autonumerics-zero.ts
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseRun } from "@working-papers/lab";
import {
  checkAllFloats,
  compileSimd,
  cost,
  defineTarget,
  digits,
  emit,
  exp2Polynomial,
  fittingSamples,
  island,
  largestError,
  plainFitter,
  PUBLISHED,
  readStoredTable,
  STORED_TABLE,
  wasmFitter,
  withConstants,
  type Fitter,
  type Lanes,
  type Program,
  type Samples,
} from "@working-papers/papers/autonumerics-zero";

const ROUNDS = 15;
const target = defineTarget("exp2(x)");
type MakeFitter = (samples: Samples) => Fitter;

/** Fits per second: 12 Levenberg–Marquardt iterations of f5 at 32 points, from constants off by up to a tenth. */
function fits(make: MakeFitter): () => number {
  const fitter = make(fittingSamples(target, 32));
  const program = PUBLISHED.f5;
  let turn = 0;
  return () =>
    rate(400, () => {
      turn = (turn + 0.6180339887498949) % 1;
      fitter.load(
        withConstants(
          program,
          program.constants.map((value, i) => value * (0.9 + 0.2 * ((turn * (i + 3)) % 1))),
        ),
      );
      fitter.fit(12, 1e-2);
    });
}

/** Evaluations per second: values and largest error of f10 at 256 points. */
function evaluations(make: MakeFitter): () => number {
  const fitter = make(fittingSamples(target, 256));
  fitter.load(PUBLISHED.f10);
  return () => rate(2000, () => void fitter.largestError());
}

/** Candidates per second of the whole search, mutation to archive, programs of up to 10 operations; each round goes on with the same island. */
function candidates(make: MakeFitter): () => number {
  const own = island({ target, maxOperations: 10, seed: 1, fitter: make }, "bench");
  own.advance(500);
  return () => rate(1, () => own.advance(400)) * 400;
}

function rate(count: number, work: () => void): number {
  const start = performance.now();
  for (let i = 0; i < count; i++) work();
  return (1000 * count) / (performance.now() - start);
}

const quantile = (values: number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.round(q * (values.length - 1))];
const short = (value: number): string => Number(value.toPrecision(3)).toLocaleString("en");

for (const [name, unit, measure] of [
  ["evaluation of f10 at 256 points", "evaluations/s", evaluations],
  ["fit of f5 at 32 points", "fits/s", fits],
  ["whole search, up to 10 operations", "candidates/s", candidates],
] as const) {
  const kernel = measure(wasmFitter);
  const plain = measure(plainFitter);
  for (let warm = 0; warm < 3; warm++) [kernel, plain].forEach((run) => run());
  const rounds = Array.from({ length: ROUNDS }, () => [kernel(), plain()] as const);
  const print = (label: string, values: number[], tail: string): void =>
    console.log(
      `${label.padEnd(22)} ${short(quantile(values, 0.5)).padStart(9)} ${tail} (quartiles ${short(quantile(values, 0.25))} to ${short(quantile(values, 0.75))})`,
    );
  console.log(name);
  print(
    "  WebAssembly SIMD",
    rounds.map(([k]) => k),
    unit,
  );
  print(
    "  plain JavaScript",
    rounds.map(([, p]) => p),
    unit,
  );
  print(
    "  ratio",
    rounds.map(([k, p]) => k / p),
    "×",
  );
}

/** Numbers per pass over an array, as in the paper, passes per round, and arguments from 0.1 to 0.9. */
const COUNT = 10_000;
const PASSES = 20;
const argument = (i: number): number => 0.1 + (0.8 * i) / (COUNT - 1);

/** Nanoseconds per number of a compiled program. */
function simdTime(program: Program, lanes: Lanes): () => number {
  const simd = compileSimd(program, lanes, COUNT);
  for (let i = 0; i < COUNT; i++) simd.input[i] = argument(i);
  return () => 1e9 / (COUNT * rate(PASSES, () => simd.run(COUNT)));
}

/** Nanoseconds per number of the engine's own power. */
function powerTime(): () => number {
  const input = Float64Array.from({ length: COUNT }, (_, i) => argument(i));
  const output = new Float64Array(COUNT);
  const pass = (): void => {
    for (let i = 0; i < COUNT; i++) output[i] = 2 ** input[i];
  };
  return () => 1e9 / (COUNT * rate(PASSES, pass));
}

/** What the native program times, in the order in which it prints them. */
const NATIVE = [
  "native: f10, compiled from its C",
  "native: SLEEF exp2, 1.0 ulp, float64",
  "native: libm exp2, float64",
  "native: SLEEF exp2, 1.0 ulp, float32",
  "native: libm exp2, float32",
] as const;

const NATIVE_SOURCE = `${emit(PUBLISHED.f10, "c", { name: "f10" })}
#include <sleef.h>
#include <stdio.h>
#include <time.h>
enum { COUNT = ${COUNT}, PASSES = ${PASSES} };
static double x[COUNT], y[COUNT];
static float xs[COUNT], ys[COUNT];
static void own(void) { for (int i = 0; i < COUNT; i++) y[i] = f10(x[i]); }
static void sleef(void) { for (int i = 0; i < COUNT; i += 2) _mm_storeu_pd(y + i, Sleef_exp2d2_u10(_mm_loadu_pd(x + i))); }
static void libm(void) { for (int i = 0; i < COUNT; i++) y[i] = exp2(x[i]); }
static void sleef32(void) { for (int i = 0; i < COUNT; i += 4) _mm_storeu_ps(ys + i, Sleef_exp2f4_u10(_mm_loadu_ps(xs + i))); }
static void libm32(void) { for (int i = 0; i < COUNT; i++) ys[i] = exp2f(xs[i]); }
/* Through a volatile pointer, and with the results in use, or whole passes would be dropped. */
static double time_of(void (*volatile pass)(void)) {
  struct timespec a, b;
  for (int k = 0; k < 5; k++) pass();
  clock_gettime(CLOCK_MONOTONIC, &a);
  for (int k = 0; k < PASSES; k++) pass();
  clock_gettime(CLOCK_MONOTONIC, &b);
  return ((b.tv_sec - a.tv_sec) * 1e9 + (b.tv_nsec - a.tv_nsec)) / ((double)COUNT * PASSES);
}
int main(void) {
  for (int i = 0; i < COUNT; i++) xs[i] = x[i] = 0.1 + 0.8 * i / (COUNT - 1);
  void (*passes[])(void) = {own, sleef, libm, sleef32, libm32};
  for (int k = 0; k < 5; k++) printf("%.17g\\n", time_of(passes[k]));
  return y[COUNT / 2] + ys[COUNT / 2] > 1e30;
}
`;

/** Builds the native program; nothing where gcc or SLEEF is missing. */
function buildNative(folder: string): (() => number[]) | undefined {
  const [source, binary] = [join(folder, "native.c"), join(folder, "native")];
  writeFileSync(source, NATIVE_SOURCE);
  try {
    execFileSync("gcc", ["-O3", "-ffp-contract=off", source, "-lsleef", "-lm", "-o", binary], {
      stdio: "ignore",
    });
  } catch {
    return undefined;
  }
  return () => execFileSync(binary, { encoding: "utf8" }).trim().split("\n").map(Number);
}

const inUlp = async (program: Program): Promise<string> =>
  `${(await checkAllFloats(program, defineTarget("exp2(x)", { error: "ulp" }), { numbers: 2 ** 20 })).error.toFixed(2)} ulp`;
const inDigits = (program: Program): string => `${digits(largestError(program, target)).toFixed(1)} digits`;

/** The shortest polynomial that is at least as accurate as f10. */
const long = exp2Polynomial(10);
/** What the recorded runs of the float32 experiment chose: the found program of the first seed, and the fastest polynomial below one unit. */
const [found32, polynomial32] = recordedInFloat32();

function recordedInFloat32(): Program[] {
  const folder = join(import.meta.dirname, "../papers/autonumerics-zero/results");
  const name = readdirSync(folder).find((file) => file.startsWith("float32-full-1-"));
  if (!name) throw new Error(`A run float32-full-1-… was expected in ${folder}; record one with papers run.`);
  const run = parseRun(JSON.parse(readFileSync(join(folder, name), "utf8")));
  return readStoredTable(run.tables.find(({ id }) => id === STORED_TABLE)!).map(({ program }) => program);
}

const inPage: [name: string, time: () => number][] = [
  [`WebAssembly: f10, ${inDigits(PUBLISHED.f10)}`, simdTime(PUBLISHED.f10, "f64")],
  [`WebAssembly: polynomial of degree 10, ${inDigits(long)}`, simdTime(long, "f64")],
  ["JavaScript: 2 ** x", powerTime()],
  [
    `WebAssembly: found, ${cost(found32)} operations in float32, ${await inUlp(found32)}`,
    simdTime(found32, "f32"),
  ],
  [
    `WebAssembly: polynomial, ${cost(polynomial32)} operations in float32, ${await inUlp(polynomial32)}`,
    simdTime(polynomial32, "f32"),
  ],
];
const folder = mkdtempSync(join(tmpdir(), "exp2-"));
try {
  const native = buildNative(folder);
  const all = [...inPage.map(([name]) => name), ...(native ? NATIVE : [])];
  const round = (): number[] => [...inPage.map(([, time]) => time()), ...(native?.() ?? [])];
  for (let warm = 0; warm < 10; warm++) round();
  const rounds = Array.from({ length: ROUNDS }, round);
  console.log(
    "2^x at 10,000 numbers from 0.1 to 0.9: ns per number, and the time over that of f10 in WebAssembly",
  );
  all.forEach((name, i) => {
    const times = rounds.map((row) => row[i]);
    const ratios = rounds.map((row) => row[i] / row[0]);
    console.log(
      `  ${name.padEnd(66)} ${short(quantile(times, 0.5)).padStart(6)} ns ${quantile(ratios, 0.5).toFixed(2).padStart(6)} × (quartiles ${quantile(ratios, 0.25).toFixed(2)} to ${quantile(ratios, 0.75).toFixed(2)})`,
    );
  });
  console.log(
    "  Digits are of real arithmetic; units in the last place of float32 were counted at about a million numbers.",
  );
  console.log(
    native
      ? "  SLEEF and libm take every argument and are right to about one unit; the programs take [0, 1] only."
      : "  Native context skipped: gcc for x86-64 with SLEEF (sleef.h, libsleef) was not found.",
  );
} finally {
  rmSync(folder, { recursive: true });
}
