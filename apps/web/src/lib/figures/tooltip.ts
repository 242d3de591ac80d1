/** @file What a tooltip of Vega shows, as lines of name and value. */
import { formatNumber } from "@working-papers/lab";

export interface TooltipLine {
  name: string;
  value: string;
}

/** Vega hands over text, a number, or an object with a member for every field. */
export function tooltipLines(value: unknown): TooltipLine[] {
  if (value === null || value === undefined || value === "") return [];
  if (typeof value !== "object") return [{ name: "", value: say(value) }];
  return Object.entries(value).map(([name, member]) => ({ name, value: say(member) }));
}

function say(value: unknown): string {
  if (typeof value === "number") return formatNumber(value);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
