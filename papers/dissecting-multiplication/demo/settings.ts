/** @file What the page's address says of the demo. */
import { multiplication, parseProblem, type Component, type Order, type Problem } from "../index.ts";

export type Query = Readonly<Record<string, string>>;
export type SetQuery = (changes: Record<string, string | number | boolean | undefined>) => void;

export const HEADS = 3;
/** What can be knocked out, with the letter that stands for it in the address. */
export const COMPONENTS: readonly (readonly [Component, letter: string])[] = [
  [0, "0"],
  [1, "1"],
  [2, "2"],
  ["mlp", "m"],
];
export const nameOf = (component: Component): string =>
  component === "mlp" ? "the MLP" : `head ${component}`;
export const DEFAULT_PROBLEM = "47134×9";

export interface Settings {
  readonly order: Order;
  /** As typed. */
  readonly text: string;
  readonly problem: Problem;
  /** Why the text is no problem; the default stands in for it then. */
  readonly complaint?: string;
  /** Components that are knocked out. */
  readonly without: readonly Component[];
  /** The answer digit looked at, in the order they are written. */
  readonly digit: number;
}

export function readSettings(query: Query): Settings {
  const order: Order = query.order === "ordinal" ? "ordinal" : "reversed";
  const task = multiplication(5, 1, order);
  const text = query.p ?? DEFAULT_PROBLEM;
  const off = query.off ?? "";
  const without = COMPONENTS.flatMap(([component, letter]) => (off.includes(letter) ? [component] : []));
  const digit = Number(query.at ?? 2);
  const rest = {
    order,
    text,
    without,
    digit: Number.isInteger(digit) && digit >= 0 && digit < task.answer ? digit : 2,
  };
  try {
    return { ...rest, problem: parseProblem(task, text) };
  } catch (error) {
    return {
      ...rest,
      problem: parseProblem(task, DEFAULT_PROBLEM),
      complaint: (error as Error).message,
    };
  }
}
