import { random } from "@working-papers/lab";
import { expect, test } from "vitest";
import {
  batchOf,
  defineTask,
  exactlyRight,
  multiplication,
  parseProblem,
  predict,
  promptLength,
  rowLength,
  solver,
  textOf,
  train,
  uniform,
  writeProblem,
  type Component,
  type Training,
} from "./index.ts";

const task = multiplication(2, 1, "reversed");
const shape = { layers: 1, heads: 2, width: 32 };
const training: Training = { task, shape, sampler: uniform(task), steps: 120, batch: 32, learningRate: 3e-3 };

test("problems are read in the ways people write them", () => {
  const five = multiplication(5, 1);
  for (const text of ["57257×2", "57257x2", " 57257 * 2 =", "57257·2="])
    expect(parseProblem(five, text)).toEqual([57257, 2]);
  expect(parseProblem(five, "7×0")).toEqual([7, 0]);
  const minus = defineTask({
    operator: "-",
    left: 2,
    right: 1,
    answer: 2,
    result: (a, b) => Math.abs(a - b),
  });
  expect(parseProblem(minus, "42−7")).toEqual([42, 7]);
  const binary = defineTask({
    operator: "+",
    base: 2,
    left: 3,
    right: 3,
    answer: 4,
    result: (a, b) => a + b,
  });
  expect(parseProblem(binary, "101+11")).toEqual([5, 3]);
});

test("what is no problem of the task is refused in a sentence", () => {
  const five = multiplication(5, 1);
  const complaint = (text: string): string => {
    try {
      return String(parseProblem(five, text));
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(complaint("57257")).toBe("A problem like 99999×9 was expected, not «57257».");
  expect(complaint("1×2×3")).toBe("A problem like 99999×9 was expected, not «1×2×3».");
  expect(complaint("-5×2")).toBe(
    "The first number must be written with digits to base 10 alone, without sign or point, not «-5».",
  );
  expect(complaint("1.5×2")).toContain("not «1.5»");
  expect(complaint("abc×2")).toContain("not «abc»");
  expect(complaint("5×")).toContain("The second number must be written with digits");
  expect(complaint("123456×2")).toBe(
    "The first number may have 5 digits at most, as in training, and «123456» has more.",
  );
  expect(complaint("5×12")).toBe(
    "The second number may have 1 digit at most, as in training, and «12» has more.",
  );
});

test("a prompt is framed exactly as in training", () => {
  const row = new Int32Array(rowLength(task));
  const [problem] = batchOf(training.sampler, random(1), 0, 1);
  writeProblem(task, ...problem, row);
  const asked = new Int32Array(rowLength(task));
  writeProblem(task, ...parseProblem(task, textOf(task, row).split("=")[0]), asked);
  expect(asked.slice(0, promptLength(task))).toEqual(row.slice(0, promptLength(task)));
});

test("a solver agrees with the measurement, digit by digit, and without a head it says something else", async () => {
  const { params } = await train(training, random(4));
  const ask = solver(task, shape);
  const [flat] = [Array.from({ length: 6 }, (_, i) => [13 * i + 7, (3 * i + 2) % 10] as const)];
  const right = exactlyRight(task, await predict(task, shape, params, flat));
  const sure: number[] = [];
  for (const [i, [a, e]] of flat.entries()) {
    const { digits, attention, right: said, text } = await ask.answer(params, `${a}×${e}`);
    expect(said).toBe(right[i]);
    expect(text).toBe(
      textOf(
        task,
        digits.map(({ token }) => token),
      ),
    );
    for (const { probabilities } of digits)
      expect(probabilities.reduce((x, y) => x + y, 0)).toBeCloseTo(1, 5);
    expect([attention.length, attention[0].length]).toEqual([2, task.answer]);
    sure.push(digits[0].probabilities[digits[0].token]);
  }
  for (const without of [[0, 1], ["mlp"]] satisfies Component[][]) {
    const cut = await ask.answer(params, "7×2", { without });
    expect(cut.digits[0].probabilities[cut.digits[0].token]).not.toBeCloseTo(sure[0], 3);
  }
  await expect(ask.answer(params, "7×2", { without: [2] })).rejects.toThrow("a head from 0 to 1, not 2.");
  await ask.release();
});
