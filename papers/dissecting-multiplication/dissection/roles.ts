/** @file Where the heads of a one-layer model look and what is lost without each (figure 3, claims A7 and A8). */
import type { Figure, Random, Table } from "@working-papers/lab";
import { bars, grid } from "@working-papers/lab/charts";
import {
  ablate,
  ABLATIONS,
  attentionMap,
  columnOf,
  exactlyRight,
  lossByLabel,
  onPreviousDigit,
  predict,
  productSubtasks,
  share,
  onOperand,
  operandWalk,
  staircase,
  SUBTASKS,
  type Ablation,
  type AttentionMap,
  type Component,
  type DigitTransformer,
  type ModelShape,
  type Order,
  type Problem,
  type Task,
} from "../index.ts";

export interface HeadRoles {
  readonly answerNames: readonly string[];
  readonly placeNames: readonly string[];
  /** [heads][answer digit as written][place]. */
  readonly attention: AttentionMap;
  /**
   * Of each head: rank correlation of the places it reads most, over all answer digits, and over the operand's digits between the first and
   * the last (`operandWalk`); share of attention on the operand and on the digit before.
   */
  readonly staircases: readonly number[];
  readonly walks: readonly number[];
  readonly operand: readonly number[];
  readonly previous: readonly number[];
  readonly components: readonly Component[];
  /** Rise of the loss in nats: by kind, [components][subtask]. */
  readonly effects: Readonly<Record<Ablation, readonly (readonly number[])[]>>;
  /** The largest effect of a head over the second largest, on base products without carry and on the carry. */
  readonly ratios: Readonly<Record<Ablation, { readonly base: number; readonly carry: number }>>;
  /** Share of the problems answered right by the whole model. */
  readonly exact: number;
}

export async function headRoles(
  task: Task,
  shape: ModelShape,
  params: DigitTransformer,
  problems: readonly Problem[],
  random: Random,
): Promise<HeadRoles> {
  const attention = await attentionMap(task, shape, params, problems);
  const labelling = productSubtasks(task);
  const whole = await predict(task, shape, params, problems);
  const before = lossByLabel(task, labelling, problems, whole.losses);
  const heads = Array.from({ length: shape.heads }, (_, head) => head);
  const components: Component[] = [...heads, "mlp"];
  const sets = components.map((component) => [component]);
  const effects = {} as Record<Ablation, number[][]>;
  const ratios = {} as Record<Ablation, { base: number; carry: number }>;
  for (const kind of ABLATIONS) {
    const results = await ablate(task, shape, params, problems, { kind, sets, random });
    effects[kind] = results.map((losses) =>
      lossByLabel(task, labelling, problems, losses).map((after, i) => after - before[i]),
    );
    const ofSubtask = (name: (typeof SUBTASKS)[number]): number[] =>
      heads.map((head) => effects[kind][head][SUBTASKS.indexOf(name)]);
    ratios[kind] = { base: leadOf(ofSubtask("BM")), carry: leadOf(ofSubtask("CA")) };
  }
  return {
    answerNames: Array.from({ length: task.answer }, (_, k) => `A${columnOf(task, k)}`),
    placeNames: placeNames(task),
    attention,
    staircases: attention.map((map) => staircase(map)),
    walks: attention.map((map) => operandWalk(task, map)),
    operand: attention.map((map) => onOperand(task, map)),
    components,
    previous: attention.map((map) => onPreviousDigit(task, map)),
    effects,
    ratios,
    exact: share(exactlyRight(task, whole)),
  };
}

const nameOf = (component: Component): string => (component === "mlp" ? "MLP" : `head ${component}`);

/** An effect below this is none: a ratio to it would be one to noise. */
const NO_EFFECT = 1e-3;

/** The largest value over the second largest. */
function leadOf(values: readonly number[]): number {
  const [first, second] = values.toSorted((a, b) => b - a);
  return first / Math.max(second, NO_EFFECT);
}

/** Names of the places that are fed. */
const placeNames = (task: Task): string[] => [
  ...Array.from({ length: task.left }, (_, i) => `D${task.left - 1 - i}`),
  task.operator,
  ...Array.from({ length: task.right }, (_, i) => (task.right === 1 ? "e" : `E${task.right - 1 - i}`)),
  "=",
  ...Array.from({ length: task.answer - 1 }, (_, k) => `A${columnOf(task, k)}`),
];

export function attentionFigure(
  order: Order,
  { attention, answerNames, placeNames: places, walks, operand }: HeadRoles,
): Figure {
  const values = attention.flatMap((rows, head) =>
    rows.flatMap((row, k) =>
      row.map((weight, place) => ({
        head: `head ${head}: ${(100 * operand[head]).toFixed(0)} % on D, ${walks[head].toFixed(2)}`,
        answer: answerNames[k],
        place: places[place],
        weight,
      })),
    ),
  );
  return grid(
    `attention-${order}`,
    `Where the heads look, ${order}`,
    `Mean attention while each answer digit is predicted. Beside a head, for the digits between the first and the last: its attention on the operand's digits, and the rank correlation of its steps over them (0 where it reads another place most).`,
    values,
    {
      x: { field: "place", title: "place read" },
      y: { field: "answer", title: "digit predicted" },
      shade: { field: "weight", title: "attention" },
      panel: "head",
    },
  );
}

export const ablationTable = (order: Order, kind: Ablation, { components, effects }: HeadRoles): Table => ({
  id: `ablation-${order}-${kind}`,
  title: `Rise of the loss without a head or the MLP, ${order}, ${kind === "resample" ? "resampled" : `by ${kind}`}`,
  columns: [{ title: "without" }, ...SUBTASKS.map((title) => ({ title, unit: "nats", decimals: 3 }))],
  rows: effects[kind].map((each, i) => [
    nameOf(components[i]),
    ...each.map((nats) => (Number.isFinite(nats) ? nats : null)),
  ]),
});

export const ablationFigure = (order: Order, { components, effects }: HeadRoles): Figure =>
  bars(
    `ablation-${order}`,
    `Rise of the loss without a head or the MLP, ${order}`,
    "By how much each subtask's loss rises when the output of a head or of the MLP is replaced by its mean.",
    effects.mean.flatMap((each, row) =>
      each.flatMap((nats, i) =>
        Number.isFinite(nats) ? [{ without: nameOf(components[row]), nats, subtask: SUBTASKS[i] }] : [],
      ),
    ),
    {
      x: { field: "subtask", title: "subtask" },
      y: { field: "nats", title: "rise of the loss, nats" },
      series: "without",
    },
  );
