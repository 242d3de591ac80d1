import { random, type Checkpoint } from "@working-papers/lab";
import { jit, random as keys, tensor, zeros, type Tensor } from "@working-papers/tensor";
import { expect, test } from "vitest";
import { trainCells, type Cell, type Reading } from "./cells.ts";
import {
  ablate,
  anyColumn,
  attentionMap,
  coupledPositions,
  defineTask,
  exactlyRight,
  firstPassage,
  forward,
  generate,
  initModel,
  inputLength,
  meanLoss,
  multiplication,
  onPreviousDigit,
  operandWalk,
  predict,
  promptLength,
  share,
  solver,
  spearman,
  staircase,
  subtasks,
  train,
  uniform,
  widthFor,
  type Component,
  type DigitTransformer,
  type Problem,
  type Training,
  type TrainingState,
} from "./index.ts";

const task = multiplication(2, 1, "reversed");
const shape = { layers: 2, heads: 2, width: 32 };
const training: Training = {
  task,
  shape,
  sampler: uniform(task),
  steps: 60,
  batch: 16,
  learningRate: 3e-3,
  labellings: [anyColumn(task.answer), subtasks(task)],
};
const problems: Problem[] = Array.from({ length: 40 }, (_, i) => [(37 * i) % 100, (3 * i) % 10]);

test("a training that was stopped and resumed ends with the same bits", async () => {
  const whole = await train(training, random(1));
  let kept: TrainingState | undefined;
  const stop = train(training, random(1), {
    saveEvery: 25,
    save: async (state) => void (kept = structuredClone(state)),
    step: ({ done }) => {
      if (done === 40) throw new Error("stopped");
    },
  });
  await expect(stop).rejects.toThrow("stopped");
  expect(kept!.step).toBe(25);
  const resumed = await train(training, random(1), { resume: kept! });
  expect(await valuesOf(resumed.params)).toEqual(await valuesOf(whole.params));
  expect(resumed.ledgers).toEqual(whole.ledgers);
});

test("the rate is as without a cooldown until it begins, then falls to its last part", async () => {
  const steady = await weightsByStep({ ...training, steps: 12 });
  const falling = await weightsByStep({ ...training, steps: 12, cooldown: 4 });
  for (let step = 0; step <= 8; step++)
    expect(falling[step]).toEqual(steady[step].map((value) => expect.closeTo(value, 6)));
  // Step 9 of 12 is the second that falls: three quarters of the rate, with the gradient and moments of the same weights.
  expect(moved(falling, 9) / moved(steady, 9)).toBeCloseTo(0.75, 3);
  expect(moved(falling, 11)).toBeLessThan(0.3 * moved(steady, 11));
});

/** All weights after each step. */
async function weightsByStep(of: Training): Promise<number[][]> {
  const read: number[][] = [];
  await train(of, random(1), {
    step: async ({ params }) => void read.push((await valuesOf(params)).flat()),
  });
  return read;
}

/** How far a step takes the weights. */
const moved = (weights: number[][], step: number): number =>
  Math.hypot(...weights[step].map((value, i) => value - weights[step - 1][i]));

test("at the paper's width, where operators share their work among threads, a seed gives the same bits", async () => {
  const wide = { ...training, shape: { layers: 1, heads: 3, width: 510 }, steps: 3, batch: 64 };
  const twice = [await train(wide, random(1)), await train(wide, random(1))];
  const [one, other] = await Promise.all(twice.map(async ({ params }) => (await valuesOf(params)).flat()));
  expect(other.filter((value, i) => value !== one[i])).toHaveLength(0);
});

test("a run of several trainings, stopped in the second, ends with the same readings and results", async () => {
  const whole = await runTwo(emptyCheckpoint());
  expect(whole[0].curve.map((reading) => reading.step)).toEqual([10, 20, 30, 40, 50, 60]);
  const kept = emptyCheckpoint();
  await expect(runTwo(kept, 60 + 44)).rejects.toThrow("stopped");
  expect(await runTwo(kept)).toEqual(whole);
});

test("losses fall, and the ledger shows where", async () => {
  const { ledgers } = await train({ ...training, steps: 200 }, random(2));
  const early = meanLoss(ledgers[0], { label: "all" }, 0, 10);
  const late = meanLoss(ledgers[0], { label: "all" }, 190, 200);
  expect(early).toBeGreaterThan(2);
  expect(late).toBeLessThan(0.7 * early);
  expect(firstPassage(ledgers[0], { label: "all" }, 0.7 * early, 10)).toBeLessThanOrEqual(200);
  expect(firstPassage(ledgers[0], { label: "all" }, 0, 10)).toBe(201);
  // Every digit of every problem is in both ledgers once.
  const count = (ledger: (typeof ledgers)[number]) => ledger.counts.reduce((a, b) => a + b, 0);
  expect(ledgers.map(count)).toEqual([200 * 16 * 3, 200 * 16 * 3]);
});

test.each(["ordinal", "reversed"] as const)(
  "answers, digits and losses by column are those of a model that is asked problem by problem, %s",
  async (order) => {
    const either = multiplication(2, 1, order);
    const own = { ...training, task: either, sampler: uniform(either), labellings: [] };
    const { params } = await train({ ...own, steps: 150 }, random(3));
    const { losses, correct } = await predict(either, shape, params, problems);
    const { right, columns, exact } = await generate(either, shape, params, problems);
    const asked = solver(either, shape);
    const answers = await Promise.all(problems.map(([a, b]) => asked.answer(params, `${a}×${b}`)));
    await asked.release();
    expect(right).toEqual(answers.map((answer) => answer.right));
    // With the true answer fed the same problems are right: up to the first mistake both see the same digits.
    expect(exactlyRight(either, { losses, correct })).toEqual(right);
    expect(exact).toBe(share(right));
    expect(exact).toBeLessThan(1);
    const digit = (i: number, column: number) => answers[i].digits.find((each) => each.column === column)!;
    expect(columns).toEqual([0, 1, 2].map((column) => share(problems.map((_, i) => digit(i, column).right))));
    expect(columns[0]).not.toBe(columns[2]);
    // The digit that is written first depends on the prompt alone.
    const first = order === "ordinal" ? 2 : 0;
    problems.forEach(([a, b], i) => {
      const chance = digit(i, first).probabilities[Math.floor((a * b) / 10 ** first) % 10];
      expect(losses[i * 3 + first]).toBeCloseTo(-Math.log(chance), 3);
      expect(correct[i * 3 + first]).toBe(Number(digit(i, first).right));
    });
  },
);

test("trainings, models and labellings that cannot be are refused", async () => {
  const refusal = (change: Partial<Training>, resume?: TrainingState): Promise<string> =>
    train({ ...training, ...change }, random(1), { resume }).then(
      () => "none",
      (error: Error) => error.message,
    );
  expect(await refusal({ steps: -3 })).toBe("The steps of a training are a whole number, not -3.");
  expect(await refusal({ batch: 0 })).toBe(
    "The batch of a training is a whole number of problems from 1, not 0.",
  );
  expect(await refusal({ learningRate: NaN })).toContain("a number above 0, not NaN");
  expect(await refusal({ cooldown: 61 })).toBe(
    "The cooldown of a training is a whole number of its steps, from 0 to 60, not 61.",
  );
  expect(await refusal({ shape: { ...shape, layers: 0 } })).toBe(
    "A model's layers is a whole number from 1, not 0.",
  );
  expect(await refusal({ shape: { ...shape, positions: [-1, 0, 0, 0, 0, 0, 0] } })).toContain("not -1");
  const tooMany = { names: ["all"], label: () => [0, 0, 0, 0] };
  expect(await refusal({ labellings: [tooMany] })).toBe(
    "A labelling gives one label to each of 3 columns, not 4.",
  );
  expect(await refusal({ labellings: [{ names: ["all"], label: () => [0, 1, 0] }] })).toBe(
    "A label is −1 or one of 1 names from 0, not 1.",
  );
  let kept: TrainingState | undefined;
  await train({ ...training, steps: 8 }, random(1), {
    saveEvery: 4,
    save: async (state) => void (kept = state),
  });
  expect(await refusal({ steps: 12 }, kept)).toContain(
    "12 steps and 2 labellings, the state is of step 4 with 2 ledgers of 8 steps",
  );
  expect(await refusal({ steps: 8, labellings: [] }, kept)).toContain("a state of its own");
});

test("a ledger that is asked for what it has not says so", async () => {
  const { ledgers } = await train({ ...training, steps: 4 }, random(1));
  const ask = (columns: number[]) => meanLoss(ledgers[0], { label: "all", columns }, 0, 4);
  expect(() => ask([3])).toThrow("A ledger of 3 columns was asked for column 3.");
  expect(() => firstPassage(ledgers[0], { label: "all" }, 1, 0)).toThrow(
    "A window is a whole number of steps from 1, not 0.",
  );
});

test("the last layer gives the same logits whether it asks at all places or at the answer's alone", async () => {
  const params = initModel(keys.key(4), task, shape);
  const tokens = tensor([[1, 2, 10, 3, 11, 6, 3]], { dtype: "int32" });
  const at = (answers: number) =>
    jit((p: DigitTransformer, x: Tensor) => forward(p, x, { heads: 2, answers }))(params, tokens);
  const [few, all] = [await (await at(3)).array(), await (await at(7)).array()] as number[][][][];
  few[0].flat().forEach((value, i) => expect(value).toBeCloseTo(all[0].slice(4).flat()[i], 5));
});

test("a prediction does not depend on what is written after its place", async () => {
  const params = initModel(keys.key(5), task, shape);
  const run = jit((p: DigitTransformer, x: Tensor) => forward(p, x, { heads: 2, answers: task.answer }));
  const given = [1, 2, 10, 3, 11, 6, 3];
  expect(given.length).toBe(inputLength(task));
  const logits = async (tokens: number[]) =>
    (await (await run(params, tensor([tokens], { dtype: "int32" }))).array()) as number[][][];
  const [one, other] = [await logits(given), await logits([...given.slice(0, 5), 9, 9])];
  expect(other[0][0]).toEqual(one[0][0]);
  expect(other[0][1]).not.toEqual(one[0][1]);
});

test("a model whose places share positions has one row for each, learns, and answers with them", async () => {
  const coupled = { ...shape, positions: coupledPositions(task) };
  const { params, ledgers } = await train({ ...training, shape: coupled, steps: 120 }, random(2));
  expect(params.positions.table.shape).toEqual([5, 32]);
  const column = (from: number): number => meanLoss(ledgers[0], { label: "all" }, from, from + 10);
  expect(column(110)).toBeLessThan(0.8 * column(0));
  const fed = exactlyRight(task, await predict(task, coupled, params, problems));
  expect((await generate(task, coupled, params, problems)).right).toEqual(fed);
  const asked = solver(task, coupled);
  const answers = await Promise.all(problems.slice(0, 4).map(([a, b]) => asked.answer(params, `${a}×${b}`)));
  expect(answers.map(({ right }) => right)).toEqual(fed.slice(0, 4));
  await asked.release();
  // Without them the same weights are another model.
  const { losses } = await predict(task, coupled, params, problems);
  const own = initModel(keys.key(1), task, shape);
  const other = await predict(task, shape, { ...params, positions: own.positions }, problems);
  expect(other.losses[0]).not.toBe(losses[0]);
  expect(() => initModel(keys.key(1), task, { ...shape, positions: [0, 1] })).toThrow(
    "A row that is fed has 7 places, and 2 positions were given.",
  );
});

test("ablating no head changes nothing, and the zero of a head is not its mean", async () => {
  const { params } = await train({ ...training, steps: 40 }, random(6));
  const { losses } = await predict(task, shape, params, problems);
  const options = { sets: [[], [0]], random: random(1) };
  const [none, zero] = await ablate(task, shape, params, problems, { ...options, kind: "zero" });
  none.forEach((nats, i) => expect(nats).toBeCloseTo(losses[i], 4));
  const [, average] = await ablate(task, shape, params, problems, { ...options, kind: "mean" });
  expect(zero).not.toEqual(average);
  // Resampling among copies of one problem puts back what was there.
  const same = problems.map(() => problems[3]);
  const [whole, resampled] = await ablate(task, shape, params, same, { ...options, kind: "resample" });
  resampled.forEach((nats, i) => expect(nats).toBeCloseTo(whole[i], 5));
});

test("the MLP of the last layer is ablated as heads are, and all of a layer leaves what came in", async () => {
  const { params } = await train({ ...training, steps: 40 }, random(6));
  const sets: Component[][] = [["mlp"], [0, 1, "mlp"], [0, 1]];
  const [mlp, all, heads] = await ablate(task, shape, params, problems, {
    kind: "zero",
    sets,
    random: random(1),
  });
  const { losses } = await predict(task, shape, params, problems);
  for (const each of [mlp, all, heads]) expect(each).not.toEqual(losses);
  // Then the last layer adds the bias of the heads' projection alone, which is made zero here.
  const last = params.blocks[1];
  const bias = last.attention.out.bias!;
  const cut = { ...params, blocks: [params.blocks[0]] };
  const silent = {
    ...params,
    blocks: [
      params.blocks[0],
      { ...last, attention: { ...last.attention, out: { ...last.attention.out, bias: zeros(bias.shape) } } },
    ],
  };
  const [quiet] = await ablate(task, shape, silent, problems, {
    kind: "zero",
    sets: [[0, 1, "mlp"]],
    random: random(1),
  });
  const first = await predict(task, shape, cut, problems);
  quiet.forEach((nats, i) => expect(nats).toBeCloseTo(first.losses[i], 4));
  await expect(
    ablate(task, shape, params, problems, { kind: "mean", sets: [[2]], random: random(1) }),
  ).rejects.toThrow('A component is "mlp" or a head from 0 to 1, not 2.');
});

test("attention adds up to one and never looks ahead", async () => {
  const params = initModel(keys.key(7), task, shape);
  const map = await attentionMap(task, shape, params, problems);
  expect(map.length).toBe(2);
  for (const row of map.flat()) expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
  expect(map[0][0].slice(promptLength(task)).every((weight) => weight === 0)).toBe(true);
});

const row = (place: number): number[] => Array.from({ length: 13 }, (_, i) => Number(i === place));

test("a head that walks to the left has a rank correlation of −1", () => {
  const five = multiplication(5, 1, "reversed");
  expect(staircase([4, 3, 2, 1, 0].map(row))).toBeCloseTo(-1, 12);
  expect(staircase([2, 2, 2, 2, 2].map(row))).toBe(0);
  expect(operandWalk(five, [9, 3, 2, 1, 0, 7].map(row))).toBeCloseTo(-1, 12);
  // One that reads the sign of equality on the way walks over more than the operand.
  expect(operandWalk(five, [9, 7, 2, 1, 0, 7].map(row))).toBe(0);
  expect(onPreviousDigit(five, [7, 8, 9, 3].map(row))).toBeCloseTo(2 / 3, 12);
});

test("rank correlation shares ranks between ties, as SciPy does", () => {
  // scipy.stats.spearmanr([1, 2, 3, 4, 5], [5, 6, 7, 8, 7]).statistic
  expect(spearman([1, 2, 3, 4, 5], [5, 6, 7, 8, 7])).toBeCloseTo(0.8207826816681233, 12);
});

test("widths are multiples of the heads, 510 for three", () => {
  expect([1, 2, 3, 4, 5, 6].map((heads) => widthFor(heads))).toEqual([512, 512, 510, 512, 510, 510]);
  expect(() => initModel(keys.key(1), task, { layers: 1, heads: 3, width: 32 })).toThrow(
    "The width must be a multiple of the heads: 32 is none of 3.",
  );
});

test("sums are learned by the same few lines as products", async () => {
  const sum = defineTask({ operator: "+", left: 1, right: 1, answer: 2, result: (a, b) => a + b });
  const { ledgers } = await train(
    { ...training, task: sum, sampler: uniform(sum), labellings: [anyColumn(2)], steps: 120 },
    random(8),
  );
  expect(meanLoss(ledgers[0], { label: "all", columns: [1] }, 100, 120)).toBeLessThan(
    meanLoss(ledgers[0], { label: "all", columns: [1] }, 0, 5),
  );
});

/** Two trainings in one run, which fails at a step, counted over both. */
function runTwo(checkpoint: Checkpoint, stopAt = Infinity) {
  let steps = 0;
  const cells = [1, 2].map((seed): Cell<{ loss: number; curve: readonly Reading[] }> => ({
    name: `model ${seed}`,
    training,
    random: random(seed),
    curve: {
      every: 10,
      test: async (params) => share(exactlyRight(task, await predict(task, shape, params, problems))),
    },
    async measure({ ledgers }, curve) {
      return { loss: meanLoss(ledgers[0], { label: "all" }, 50, 60), curve };
    },
  }));
  const step = async (): Promise<void> => {
    if (++steps === stopAt) throw new Error("stopped");
  };
  return trainCells({ checkpoint, step }, cells, { saveEvery: 25 });
}

/** A checkpoint in memory: what is loaded is a copy of what was saved. */
function emptyCheckpoint(): Checkpoint {
  let kept: unknown;
  return {
    load: async <State>() => structuredClone(kept) as State | undefined,
    save: async (state) => void (kept = structuredClone(state)),
  };
}

const valuesOf = async (params: DigitTransformer): Promise<number[][]> =>
  Promise.all(
    [params.tokens.table, params.blocks.at(-1)!.mlp.up.weight, params.norm.scale].map(async (each) =>
      Array.from((await each.data()) as Float32Array),
    ),
  );
