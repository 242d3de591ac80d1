/**
 * @file Models of products of two n-digit numbers, in the settings of tables 5 and 6 and figure 5: order, depth, and the share of
 * simple samples.
 */
import { z, type Random } from "@working-papers/lab";
import { lines } from "@working-papers/lab/charts";
import type { Cell, Reading } from "./cells.ts";
import {
  exactlyRight,
  anyColumn,
  coupledPositions,
  curriculum,
  distinct,
  firstPassage,
  meanLoss,
  multiplication,
  predict,
  inputLength,
  problemKey,
  share,
  simple,
  uniform,
  without,
  widthFor,
  withSimple,
  type DigitTransformer,
  type Order,
  type Problem,
  type Sampler,
  type Task,
  type Training,
} from "./index.ts";

const HEADS = 3;

/** What all products experiments let their reader choose. */
export const productParameters = {
  left: z.int().min(1).max(5).meta({ title: "Digits of the first number", description: "the paper: 5" }),
  right: z.int().min(1).max(5).meta({ title: "Digits of the second number", description: "the paper: 5" }),
  width: z.int().min(12).max(1024).meta({ title: "Width", description: "of the residual stream, about" }),
  steps: z.int().min(1).max(1_000_000).meta({ title: "Training steps", description: "the paper: 2,000" }),
  batch: z.int().min(1).max(4096).meta({ title: "Batch", description: "problems in a step; the paper: 64" }),
  learningRate: z
    .number()
    .min(1e-6)
    .max(1e-1)
    .meta({ title: "Learning rate", description: "of Adam; the paper: 0.0001, constant" }),
  problems: z.int().min(10).max(100_000).meta({ title: "Test problems" }),
};

/** The same where simple samples are kept apart from all others: by one digit there are no others. */
export const simpleApartParameters = {
  ...productParameters,
  right: z.int().min(2).max(5).meta({ title: "Digits of the second number", description: "the paper: 5" }),
};

/** The same where simple samples are mixed in, or come first. */
export const mixedOrFirstParameters = {
  ...simpleApartParameters,
  layers: z.int().min(1).max(12).meta({ title: "Layers" }),
  share: z.number().min(0).max(1).meta({ title: "Share of simple samples", description: "where mixed in" }),
  simpleFirst: z.number().min(0).max(1).meta({
    title: "Part of the steps on simple samples alone",
    description: "where these come first",
  }),
};

export type ProductParameters = z.output<z.ZodObject<typeof productParameters>>;

/** Small enough to be seen at work: too short to learn anything. */
export const quickProducts: Omit<ProductParameters, "steps"> = {
  left: 2,
  right: 2,
  width: 96,
  batch: 64,
  learningRate: 1e-3,
  problems: 500,
};

/** The reduced scale at which claims are judged: three digits by two instead of five by five, and a larger budget of steps. */
export const fullProducts: ProductParameters = {
  left: 3,
  right: 2,
  width: 96,
  steps: 8000,
  batch: 128,
  learningRate: 1e-3,
  problems: 5000,
};

export interface ProductSetting {
  readonly name: string;
  readonly order: Order;
  readonly layers: number;
  /** Of simple samples in training. */
  readonly share: number;
  /** Steps at the start that are taken on simple samples alone; none if not given. */
  readonly simpleFirst?: number;
  /** Steps at the end over which the rate falls to zero; none if not given. */
  readonly cooldown?: number;
  /** Whether digits that count the same power share a position. */
  readonly coupled?: boolean;
  /** What is drawn beside simple samples, and held out for the test; uniform if not given. */
  readonly others?: (task: Task) => Sampler;
}

export interface ProductResult {
  /** Percent of the problems held out that are answered right. */
  readonly exact: number;
  /** Percent of simple problems answered right, of which none is held out. */
  readonly simple: number;
  /** First step at which the mean loss of every digit over 50 steps was below 0.1 nats; one more than the training if never. */
  readonly learnedAt: number;
  /** Percent of the first of the problems held out, on the way. */
  readonly curve: readonly Reading[];
  /** Mean training loss of each digit over the last steps, in nats, from the units up. */
  readonly losses: readonly number[];
  /** Floating-point operations of the training, in 10¹². */
  readonly teraflop: number;
}

/** Steps that a loss is averaged over. */
const LOSS_WINDOW = 50;

/** Readings on the way, and how many of the problems held out each takes. */
const READINGS = 20;
const READ = 1000;

/** One training of a grid, measured on full and on simple problems. */
export function productCell(
  { left, right, width, steps, batch, learningRate, problems }: ProductParameters,
  setting: ProductSetting,
  random: Random,
): Cell<ProductResult> {
  const { name, order, layers, share: simpleShare, simpleFirst = 0, cooldown = 0, coupled = false } = setting;
  const task = multiplication(left, right, order);
  const others = (setting.others ?? uniform)(task);
  const shape = {
    layers,
    heads: HEADS,
    width: widthFor(HEADS, width),
    ...(coupled && { positions: coupledPositions(task) }),
  };
  // There are few enough problems to see them all: those of the test are kept out of training.
  const test = distinct(task, others, random.fork("test"), problems);
  const held = new Set(test.map((problem) => problemKey(task, problem)));
  const training: Training = {
    task,
    shape,
    sampler: without(
      task,
      curriculum(simple(task), simpleFirst, withSimple(task, simpleShare, others)),
      held,
    ),
    steps,
    batch,
    learningRate,
    cooldown,
    labellings: [anyColumn(task.answer)],
  };
  const percent = async (params: DigitTransformer, list: readonly Problem[]): Promise<number> =>
    100 * share(exactlyRight(task, await predict(task, shape, params, list)));
  return {
    name,
    training,
    random,
    curve: {
      every: Math.max(1, Math.floor(steps / READINGS)),
      test: (params) => percent(params, test.slice(0, READ)),
    },
    async measure({ params, ledgers }, curve) {
      // Simple problems are not held out: where they are few, training has seen most of them.
      const stream = random.fork("simple");
      const easy = Array.from({ length: problems }, () => simple(task)(stream));
      const [ledger] = ledgers;
      const digits = Array.from({ length: task.answer }, (_, column) => ({
        label: "all",
        columns: [column],
      }));
      const times = digits.map((digit) => firstPassage(ledger, digit, 0.1, LOSS_WINDOW));
      return {
        exact: await percent(params, test),
        simple: await percent(params, easy),
        learnedAt: Math.max(...times),
        curve,
        losses: digits.map((digit) => meanLoss(ledger, digit, steps - LOSS_WINDOW, steps)),
        teraflop: teraflopOf(training),
      };
    },
  };
}

/**
 * Work of a training as it is usually counted: 6 operations for each weight of the layers, 12·width² in a layer, and token read
 * (Kaplan et al., 2020, section 2.1). In 10¹²; what the model saves by looking up is not taken off, so that models compare.
 */
export const teraflopOf = ({ task, shape, steps, batch }: Training): number =>
  (6 * 12 * shape.layers * shape.width ** 2 * batch * steps * inputLength(task)) / 1e12;

/** Accuracy on the way of several trainings. */
export const curves = (names: readonly string[], results: readonly ProductResult[]) =>
  lines(
    "curves",
    "Answers right during training",
    `Accuracy on problems held out (the first ${READ.toLocaleString("en")}), read ${READINGS} times in each training.`,
    names.flatMap((setting, i) => results[i].curve.map(({ step, value }) => ({ step, value, setting }))),
    {
      x: { field: "step", title: "training steps" },
      y: { field: "value", title: "answers right, %" },
      series: "setting",
    },
  );

/** Columns of a table of results, after those that name a setting. */
export const RESULT_COLUMNS = [
  { title: "problems held out", unit: "%", decimals: 1 },
  { title: "simple problems, none held out", unit: "%", decimals: 1 },
  { title: "training loss of every digit below 0.1 nats at step (one past the last: never)", decimals: 0 },
  { title: "work", unit: "10¹² operations", decimals: 1 },
];

/** Percent of answers right whose first reading is told where the fastest setting is looked for. */
const MARKS = [90, 99, 99.9] as const;

export const MARK_COLUMNS = MARKS.map((mark) => ({ title: `${mark} % at step` }));

/** First steps at which the marks were read. */
export const markRow = ({ curve }: ProductResult): string[] =>
  MARKS.map((mark) => curve.find(({ value }) => value >= mark)?.step.toLocaleString("en") ?? "not met");

export const resultRow = ({ exact, simple: easy, learnedAt, teraflop }: ProductResult): number[] => [
  exact,
  easy,
  learnedAt,
  teraflop,
];
