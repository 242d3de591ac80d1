import { random } from "@working-papers/lab";
import { random as keys } from "@working-papers/tensor";
import { expect, test } from "vitest";
import {
  anyColumn,
  byMultiplier,
  cascadeLength,
  initModel,
  lossByLabel,
  multiplication,
  predict,
  problemKey,
  seenBy,
  subtasks,
  SUBTASKS,
  train,
  staircase,
  uniform,
  type Labelling,
  type Ledger,
  type Problem,
  type Sampler,
} from "../index.ts";
import { cascadeAccuracies } from "./cascades.ts";
import { learningTimes, multiplierRatio } from "./learning.ts";
import { headRoles } from "./roles.ts";

const STEPS = 200;

/** A ledger in which a loss is 1 nat until a step of its own, by name and column, and 0 from it on. */
function ledgerOf(
  names: readonly string[],
  columns: number,
  learned: (name: string, column: number) => number,
): Ledger {
  const sums = new Float32Array(STEPS * names.length * columns);
  for (let step = 0; step < STEPS; step++)
    names.forEach((name, n) => {
      for (let column = 0; column < columns; column++)
        sums[(step * names.length + n) * columns + column] = Number(step < learned(name, column));
    });
  return { names, columns, steps: STEPS, sums, counts: new Uint32Array(sums.length).fill(1) };
}

test("times to learn are those at which windows fall below the thresholds", () => {
  const digits = ledgerOf(["all"], 6, (_, column) => [40, 100, 110, 105, 100, 50][column]);
  const times: Record<string, number> = { BM: 20, "BM with carry": 40, UC: 80, UCFC: 120, CA: 60 };
  const subtask = ledgerOf(SUBTASKS, 6, (name) => times[name]);
  const product = ledgerOf(SUBTASKS, 6, (name) => (name === "BM" ? 60 : times[name]));
  const { measurements, table } = learningTimes({ digits, subtask, product });
  // The mean over 50 steps is below 0.5 when fewer than 25 of them are at 1 nat.
  expect(table.rows.slice(0, 6).map(([, half]) => half)).toEqual([66, 126, 136, 131, 126, 76]);
  expect(measurements.endsOverMiddle).toBeCloseTo(76 / 126, 12);
  expect(measurements.middleSpread).toBeCloseTo((100 * 10) / 126, 10);
  // Over 20 steps: fewer than 10.
  expect(Object.fromEntries(table.rows.slice(6).map(([name, half]) => [name, half]))).toEqual({
    BM: 31,
    "BM with carry": 51,
    CA: 71,
    UC: 91,
    UCFC: 131,
    "BM, multipliers from 2 on": 71,
    "CA, multipliers from 2 on": 71,
  });
  expect(measurements.orderAtHalf).toBeCloseTo(131 / 91, 12);
  // There base products come after those with a carry.
  expect(measurements.productOrderAtHalf).toBeCloseTo(51 / 71, 12);
  expect(measurements.useOverCarry).toBeCloseTo(91 / 71, 12);
  expect(measurements.carryOverBase).toBeCloseTo(71 / 51, 12);
});

test("the order of subtasks that are never learned is unknown, which is no order", () => {
  const digits = ledgerOf(["all"], 6, () => 10);
  const learned = (steps: Record<string, number>) => ledgerOf(SUBTASKS, 6, (name) => steps[name] ?? Infinity);
  const orderAtHalf = (steps: Record<string, number>): number =>
    learningTimes({ digits, subtask: learned(steps), product: learned(steps) }).measurements.orderAtHalf;
  expect(orderAtHalf({ BM: 20, "BM with carry": 40 })).toBe(0);
  // One that is never learned comes after those that are.
  expect(orderAtHalf({ BM: 20, "BM with carry": 40, UC: 80 })).toBeCloseTo(51 / 31, 12);
});

test("the loss at small multipliers is compared over the window that ends at a step", () => {
  const ledger = ledgerOf(byMultiplier(multiplication(5, 1)).names, 6, (name) =>
    name.includes("above") ? 150 : 80,
  );
  // Steps 60 to 109: 20 of 50 at 1 nat against all 50.
  expect(multiplierRatio(ledger, 110)).toBeCloseTo(0.4, 12);
  expect(() => multiplierRatio(ledger, 110.5)).toThrow("Steps are whole numbers, not 60.5 and 110.5.");
});

test("what a training has seen is what it drew, step by step", async () => {
  const task = multiplication(2, 1);
  const drawn: Problem[] = [];
  const spying: Sampler = (stream) => {
    const problem = uniform(task)(stream);
    drawn.push(problem);
    return problem;
  };
  const training = {
    task,
    shape: { layers: 1, heads: 2, width: 8 },
    sampler: spying,
    steps: 4,
    batch: 8,
    learningRate: 1e-3,
  };
  await train(training, random(5));
  expect(drawn).toHaveLength(32);
  const seen = new Set(drawn.map((problem) => problemKey(task, problem)));
  expect(seenBy({ ...training, sampler: uniform(task) }, random(5))).toEqual(seen);
});

test("losses are averaged by label, and a label that no column has is not a number", () => {
  const task = multiplication(1, 1);
  const labelling: Labelling = { names: ["low", "high", "none"], label: ([a]) => [a < 5 ? 0 : 1, -1] };
  const problems: Problem[] = [
    [1, 1],
    [2, 1],
    [7, 1],
  ];
  expect(lossByLabel(task, labelling, problems, Float32Array.of(1, 9, 2, 9, 4, 9))).toEqual([1.5, 4, NaN]);
});

test("strata of cascades hold unseen problems of their length, none by 0 or 1", async () => {
  const task = multiplication(3, 1);
  const shape = { layers: 1, heads: 2, width: 8 };
  const params = initModel(keys.key(1), task, shape);
  const all = await cascadeAccuracies(task, shape, params, random(1), { seen: new Set(), problems: 100_000 });
  // Of the 8,000 products by 2 to 9; three columns have two at most that a carry can run through.
  expect(all.reduce((sum, { problems }) => sum + problems, 0)).toBe(8000);
  expect(all.map(({ problems }) => problems > 0)).toEqual([true, true, true, false, false]);
  const some = await cascadeAccuracies(task, shape, params, random(1), { seen: new Set(), problems: 5 });
  expect(some.slice(0, 3).map(({ problems }) => problems)).toEqual([5, 5, 5]);
  // All but products of 111, which never carry far, and of 999, whose carries run through two columns.
  const seen = new Set(
    Array.from({ length: 1000 }, (_, a) => a)
      .filter((a) => a !== 111 && a !== 999)
      .flatMap((a) => Array.from({ length: 10 }, (_, e) => problemKey(task, [a, e]))),
  );
  const left = await cascadeAccuracies(task, shape, params, random(1), { seen, problems: 100 });
  const lengths = [111, 999].flatMap((a) =>
    Array.from({ length: 8 }, (_, e) => cascadeLength(task, [a, e + 2])),
  );
  expect(left.map(({ problems }) => problems)).toEqual(
    [0, 1, 2, 3, 4].map((length) => lengths.filter((each) => each === length).length),
  );
});

test("roles are of every head and the MLP, by subtask", async () => {
  const task = multiplication(3, 1);
  const shape = { layers: 1, heads: 2, width: 16 };
  const { params } = await train(
    {
      task,
      shape,
      sampler: uniform(task),
      steps: 30,
      batch: 16,
      learningRate: 3e-3,
      labellings: [anyColumn(4)],
    },
    random(3),
  );
  const problems = Array.from({ length: 60 }, (_, i): Problem => [(37 * i) % 1000, (3 * i) % 10]);
  const roles = await headRoles(task, shape, params, problems, random(4));
  expect(roles.components).toEqual([0, 1, "mlp"]);
  for (const effects of Object.values(roles.effects))
    expect(effects.map((each) => each.length)).toEqual([5, 5, 5]);
  for (const share of roles.operand) expect(share > 0 && share < 1).toBe(true);
  const [first] = roles.attention;
  expect(roles.staircases[0]).toBe(staircase(first));
  // The whole model's loss is what the labels' means are of.
  const { losses } = await predict(task, shape, params, problems);
  expect(lossByLabel(task, subtasks(task), problems, losses)).toHaveLength(5);
});
