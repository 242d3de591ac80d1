/**
 * @file Rounding a real number to an integer.
 */
import type { Rounding } from "../formats/rounding.ts";

/**
 * Which integer a number between two goes to. Beyond the modes of floating point: "nearestUp" (ties towards +Inf, what adding a half and
 * shifting right does), "down" (towards -Inf, what shifting alone does), or any function, such as {@link stochasticRounding}.
 */
export type IntegerRounding = Rounding | "nearestUp" | "down" | ((x: number) => number);

/** Added and taken away again, it leaves |x| < 2^51 without its fraction, ties to even. */
const dropFraction = 1.5 * 2 ** 52;

const rounders: Record<Exclude<IntegerRounding, (x: number) => number>, (x: number) => number> = {
  nearestEven: (x) => (Math.abs(x) < 2 ** 51 ? x + dropFraction - dropFraction : Math.round(x)),
  nearestAway: (x) => {
    const whole = Math.trunc(x);
    return Math.abs(x - whole) >= 0.5 ? whole + Math.sign(x) : whole;
  },
  nearestUp: (x) => Math.round(x),
  towardZero: Math.trunc,
  down: Math.floor,
};

/** The function that rounds so. */
export function integerRounder(rounding: IntegerRounding): (x: number) => number {
  return typeof rounding === "function" ? rounding : rounders[rounding];
}

/**
 * Rounds up with the probability of the fraction, so that the mean is the number itself. `random` gives numbers of [0, 1); with a seeded
 * one the result is repeatable.
 */
export function stochasticRounding(random: () => number): (x: number) => number {
  return (x) => {
    const whole = Math.floor(x);
    return random() < x - whole ? whole + 1 : whole;
  };
}
