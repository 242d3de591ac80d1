/** @file Programs for 2^x in float32: how small an error, how fast, against Horner's rule. */
import { defineExperiment, z } from "@working-papers/lab";
import {
  ADD_SUBTRACT_MULTIPLY,
  checkAllFloats,
  compileSimd,
  cost,
  defineTarget,
  digits,
  exp2Polynomial,
  formula,
  largestError,
  PAPER_ALPHABET,
  roundConstants,
  search,
  type Program,
} from "../index.ts";

/** Numbers per timing, as in the paper, and its range. */
const COUNT = 10_000;
const MEASURED_ROUNDS = 41;

export default defineExperiment({
  id: "float32",
  version: 1,
  title: "2^x in float32",
  question:
    "Are there found programs with an error below one unit in the last place of float32, and are they faster than a polynomial?",
  method:
    "Two searches, one with +, −, ×, ÷ and one without division, collect programs of up to 13 operations whose real-number error is below a quarter of a unit in the last place. Their constants, and those of Horner polynomials of degree 5 to 8, are rounded to float32 and then moved among float32 numbers as long as the largest error on a sample falls; every operation rounds to float32, without fused operations, which WebAssembly does not fix. The programs with the smallest errors on every 256th float32 number in [0, 1) are compiled to WebAssembly SIMD and timed on 10,000 numbers from 0.1 to 0.9, interleaved with the polynomials; the fastest of those below one unit, or the most accurate if there is none, is checked at every float32 number of [0, 1). The baseline is the fastest polynomial below one unit, or the most accurate.",
  provider: "wasm",
  varies: "by machine",
  parameters: z.strictObject({
    candidates: z
      .int()
      .min(1000)
      .max(10_000_000)
      .meta({ title: "Candidates", description: "programs fitted per search" }),
    stride: z
      .int()
      .min(1)
      .max(4096)
      .meta({ title: "Stride", description: "1 checks the chosen program at every float32 number" }),
  }),
  measurements: {
    ulp: { title: "Found program: largest error in units in the last place", decimals: 3 },
    polynomialUlp: { title: "Polynomial: largest error in units in the last place", decimals: 3 },
    operations: { title: "Found program: operations", decimals: 0 },
    polynomialOperations: { title: "Polynomial: operations", decimals: 0 },
    speed: { title: "Speed of the found program over that of the polynomial", unit: "×", decimals: 2 },
    belowOne: { title: "Found programs below one unit in the last place on every 256th number", decimals: 0 },
    checked: { title: "Float32 numbers checked", decimals: 0 },
  },
  presets: {
    quick: { parameters: { candidates: 8000, stride: 1023 }, cost: "about 20 seconds" },
    full: { parameters: { candidates: 40_000, stride: 1 }, cost: "about two minutes" },
  },
  async run({ parameters: { candidates, stride }, seed, step }) {
    const target = defineTarget("exp2(x)");
    const pool: { name: string; program: Program }[] = [];
    for (const [index, alphabet] of [PAPER_ALPHABET, ADD_SUBTRACT_MULTIPLY].entries()) {
      const found = search({ target, maxOperations: 13, seed, alphabet, islands: 1, room: 6 });
      while (found.fitted < candidates) {
        found.advance(200);
        await step(0.15 * (index + found.fitted / candidates), "search");
      }
      for (const { program, error } of found.save().islands[0].lists.flat())
        if (error < 2 ** -25) pool.push({ name: formula(program), program });
    }
    const polynomials = [5, 6, 7, 8].map((degree) => ({
      name: `polynomial of degree ${degree}`,
      program: exp2Polynomial(degree),
    }));
    const rounded: { name: string; program: Program; ulp: number; polynomial: boolean }[] = [];
    const all = [...polynomials, ...pool];
    for (const [index, { name, program }] of all.entries()) {
      const { program: single, ulp } = roundConstants(program, 2000);
      rounded.push({ name, program: single, ulp, polynomial: index < polynomials.length });
      await step(0.3 + (0.3 * index) / all.length, "constants");
    }
    const contenders = [
      ...rounded.filter(({ polynomial }) => polynomial),
      ...rounded
        .filter(({ polynomial }) => !polynomial)
        .sort((p, q) => p.ulp - q.ulp)
        .slice(0, 24),
    ];
    for (const [index, contender] of contenders.entries())
      contender.ulp = (
        await checkAllFloats(
          contender.program,
          (share) => step(0.6 + (0.15 * (index + share)) / contenders.length, "samples"),
          256,
        )
      ).ulp;
    const times = timed(contenders.map(({ program }) => program));
    await step(0.78, "timings");
    const choose = (polynomial: boolean): number => {
      const own = contenders.flatMap((contender, i) => (contender.polynomial === polynomial ? [i] : []));
      const good = own.filter((i) => contenders[i].ulp < 1);
      return good.length > 0
        ? good.reduce((best, i) => (times[i] < times[best] ? i : best))
        : own.reduce((best, i) => (contenders[i].ulp < contenders[best].ulp ? i : best));
    };
    const [mine, theirs] = [choose(false), choose(true)];
    const exhaustive = await checkAllFloats(
      contenders[mine].program,
      (share) => step(0.8 + 0.1 * share, "every number"),
      stride,
    );
    const other = await checkAllFloats(
      contenders[theirs].program,
      (share) => step(0.9 + 0.1 * share, "every number"),
      stride,
    );
    return {
      measurements: {
        ulp: exhaustive.ulp,
        polynomialUlp: other.ulp,
        operations: cost(contenders[mine].program),
        polynomialOperations: cost(contenders[theirs].program),
        speed: times[theirs] / times[mine],
        belowOne: contenders.filter(({ polynomial, ulp }) => !polynomial && ulp < 1).length,
        checked: exhaustive.checked,
      },
      tables: [
        {
          id: "programs",
          title: "Programs in float32, by largest error",
          columns: [
            { title: "program" },
            { title: "operations", decimals: 0 },
            { title: "largest error on every 256th number", unit: "ulp", decimals: 3 },
            { title: "real-number digits before rounding the constants", decimals: 2 },
            { title: "time against the baseline", unit: "×", decimals: 2 },
          ],
          rows: contenders
            .map(({ name, program, ulp }, i) => {
              const before = all.find((entry) => entry.name === name)!.program;
              return [
                name,
                cost(program),
                ulp,
                digits(largestError(before, target)),
                times[i] / times[theirs],
              ];
            })
            .sort((p, q) => Number(p[2]) - Number(q[2])),
        },
      ],
    };
  },
});

/** Nanoseconds per number: medians over interleaved rounds. */
function timed(programs: readonly Program[]): number[] {
  const compiled = programs.map((program) => {
    const simd = compileSimd(program, "f32", COUNT);
    for (let i = 0; i < COUNT; i++) simd.input[i] = 0.1 + (0.8 * i) / (COUNT - 1);
    for (let i = 0; i < 300; i++) simd.run(COUNT);
    return simd;
  });
  const rounds = programs.map((): number[] => []);
  for (let round = 0; round < MEASURED_ROUNDS; round++)
    compiled.forEach((simd, i) => {
      const start = performance.now();
      for (let k = 0; k < 20; k++) simd.run(COUNT);
      rounds[i].push(((performance.now() - start) * 1e6) / (20 * COUNT));
    });
  return rounds.map((values) => values.sort((a, b) => a - b)[MEASURED_ROUNDS >> 1]);
}
