/** @file Checks of claims in one line each: what a measurement of an experiment is compared with, and the words that say what it is. */
import type { Check, Claim, Expectation, z } from "@working-papers/lab";

export type ClaimData = z.input<typeof Claim>;
type CheckData = z.input<typeof Check>;

/** Checks of the measurements of one experiment. */
export function checksOf(experiment: string) {
  const check = (measurement: string, expect: Expectation, says: string): CheckData => ({
    experiment,
    measurement,
    expect,
    says,
  });
  return {
    near: (measurement: string, value: number, tolerance: number, says: string) =>
      check(measurement, { kind: "near", value, tolerance }, says),
    exactly: (measurement: string, value: number, says: string) =>
      check(measurement, { kind: "near", value, tolerance: 0 }, says),
    atMost: (measurement: string, value: number, says: string) =>
      check(measurement, { kind: "atMost", value }, says),
    atLeast: (measurement: string, value: number, says: string) =>
      check(measurement, { kind: "atLeast", value }, says),
  };
}
