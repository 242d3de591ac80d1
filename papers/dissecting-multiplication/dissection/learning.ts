/** @file When the parts of a product are learned: first passages of the losses of a training (figure 2, claims A3 to A5). */
import type { Figure, Table } from "@working-papers/lab";
import { lines, type Row } from "@working-papers/lab/charts";
import { curve, firstPassage, meanLoss, SUBTASKS, type Ledger, type Subtask, type Where } from "../index.ts";

/** Steps that a mean is taken over: single digits are few in a batch's subtask, but the same in every batch. */
const DIGIT_WINDOW = 50;
const SUBTASK_WINDOW = 20;

/** Nats below which a curve counts as learned. */
const [HALF, FIFTH] = [0.5, 0.2];

const ORDER: readonly Subtask[] = ["BM", "BM with carry", "UC", "UCFC"];

/** What the dissection enters losses by: digits, subtasks without the units, and these again for multipliers from 2 on. */
export interface Ledgers {
  readonly digits: Ledger;
  readonly subtask: Ledger;
  readonly product: Ledger;
}

/**
 * Times in steps; a curve that never falls below a threshold has one step more than the training. The ratio of two times is 0 where the first of
 * them is none, as the order is then unknown.
 */
export function learningTimes({ digits, subtask, product }: Ledgers) {
  const digitTimes = Array.from({ length: digits.columns }, (_, column) =>
    firstPassage(digits, { label: "all", columns: [column] }, HALF, DIGIT_WINDOW),
  );
  const ends = [digitTimes[0], digitTimes.at(-1)!];
  const middle = digitTimes.slice(1, -1);
  const at = (label: Subtask, nats: number, ledger = subtask): number =>
    firstPassage(ledger, { label }, nats, SUBTASK_WINDOW);
  const ratio = (label: Subtask, before: Subtask, nats: number, ledger?: Ledger): number => {
    const from = at(before, nats, ledger);
    return from > digits.steps ? 0 : at(label, nats, ledger) / from;
  };
  const leastRatio = (nats: number, ledger?: Ledger): number =>
    Math.min(...ORDER.slice(1).map((label, i) => ratio(label, ORDER[i], nats, ledger)));
  const table: Table = {
    id: "times",
    title: `Steps until a loss falls below a threshold, ordinal (mean over ${DIGIT_WINDOW} steps for digits, ${SUBTASK_WINDOW} for subtasks)`,
    columns: [
      { title: "loss of" },
      { title: `below ${HALF} nats`, decimals: 0 },
      { title: `below ${FIFTH} nats`, decimals: 0 },
    ],
    rows: [
      ...digitTimes.map((time, column) => [
        `A${column}`,
        time,
        firstPassage(digits, { label: "all", columns: [column] }, FIFTH, DIGIT_WINDOW),
      ]),
      ...SUBTASKS.map((label) => [label, at(label, HALF), at(label, FIFTH)]),
      ...(["BM", "CA"] as const).map((label) => [
        `${label}, multipliers from 2 on`,
        at(label, HALF, product),
        at(label, FIFTH, product),
      ]),
    ],
  };
  return {
    measurements: {
      endsOverMiddle: Math.max(...ends) / Math.min(...middle),
      middleSpread: (100 * (Math.max(...middle) - Math.min(...middle))) / Math.min(...middle),
      orderAtHalf: leastRatio(HALF),
      orderAtFifth: leastRatio(FIFTH),
      productOrderAtHalf: leastRatio(HALF, product),
      productOrderAtFifth: leastRatio(FIFTH, product),
      useOverCarry: ratio("UC", "CA", HALF, product),
      carryOverBase: at("CA", HALF, product) / at("BM with carry", HALF, product),
    },
    table,
  };
}

/** Loss at multipliers 0 and 1 over that at the others, over the window that ends at a step. */
export function multiplierRatio(ledger: Ledger, step: number): number {
  const [small, others] = ledger.names.map((label) => meanLoss(ledger, { label }, step - DIGIT_WINDOW, step));
  return small / others;
}

/** About a hundred points of a curve, as rows. */
function rowsOf(name: string, ledger: Ledger, where: Where, window: number): Row[] {
  const losses = curve(ledger, where, window);
  const stride = Math.max(1, Math.floor(losses.length / 100));
  return losses.flatMap((loss, i) =>
    i % stride === 0 && Number.isFinite(loss) && loss > 0 ? [{ step: i + window, loss, of: name }] : [],
  );
}

/** Curves of the digits and of the subtasks. */
export function curveFigures({ digits, subtask }: Pick<Ledgers, "digits" | "subtask">): Figure[] {
  const look = {
    x: { field: "step", title: "training step" },
    y: { field: "loss", title: "loss, nats", log: true },
    series: "of",
    points: false,
  };
  return [
    lines(
      "digits",
      "Loss of each answer digit, ordinal",
      `Mean over ${DIGIT_WINDOW} steps. A0 are the units; the highest digit is the last carry.`,
      Array.from({ length: digits.columns }, (_, column) =>
        rowsOf(`A${column}`, digits, { label: "all", columns: [column] }, DIGIT_WINDOW),
      ).flat(),
      look,
    ),
    lines(
      "subtasks",
      "Loss of each subtask, ordinal",
      `Mean over ${SUBTASK_WINDOW} steps, in the digits between the first and the last; CA is the highest digit.`,
      SUBTASKS.flatMap((label) => rowsOf(label, subtask, { label }, SUBTASK_WINDOW)),
      look,
    ),
  ];
}
