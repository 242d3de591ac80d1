/** @file A whole number as an option of the command line. */
import { UsageError } from "@working-papers/lab";

/** @throws UsageError naming the option, what is allowed, and what came */
export function wholeNumber(option: string, text: string, low: number, high: number): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isSafeInteger(value) && value >= low && value <= high) return value;
  throw new UsageError(`${option} must be a whole number from ${low} to ${high}, not «${text}».`);
}
