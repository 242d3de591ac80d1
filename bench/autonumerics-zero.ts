/**
 * @file Function discovery: candidates per second with the WebAssembly kernel and with plain JavaScript, which give the same bits.
 *
 * Rounds of both are interleaved in one process; what is printed are medians with their quartiles, and the median of the ratios of neighbouring rounds.
 * Run: node bench/autonumerics-zero.ts
 */
import {
  defineTarget,
  fittingSamples,
  island,
  plainFitter,
  PUBLISHED,
  wasmFitter,
  withConstants,
  type Fitter,
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
