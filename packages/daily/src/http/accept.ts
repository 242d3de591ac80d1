/** @file Content negotiation by the Accept header (RFC 9110, section 12.5.1). */

interface Range {
  type: string;
  subtype: string;
  quality: number;
}

/** More ranges than this are nobody's wish. */
const MOST_RANGES = 100;

/**
 * Which of the offered types an asker likes best; of equally liked ones the first offered. The most specific range decides about a type,
 * `q=0` forbids it. Without a header all are liked equally.
 *
 * @returns undefined when none is acceptable
 */
export function preferredType<Type extends string>(
  accept: string | null,
  offered: readonly Type[],
): Type | undefined {
  if (accept === null || accept.trim() === "") return offered[0];
  const ranges = accept.split(",").slice(0, MOST_RANGES).flatMap(rangeOf);
  let best: { type: Type; quality: number } | undefined;
  for (const type of offered) {
    const quality = qualityOf(type, ranges);
    if (quality > (best?.quality ?? 0)) best = { type, quality };
  }
  return best?.type;
}

/** Whether a type is named as such, not through a wildcard: browsers take anything at the end of their list. */
export function namesType(accept: string | null, type: string): boolean {
  return (accept ?? "")
    .split(",")
    .slice(0, MOST_RANGES)
    .flatMap(rangeOf)
    .some((range) => `${range.type}/${range.subtype}` === type && range.quality > 0);
}

function rangeOf(text: string): Range[] {
  const [range, ...parameters] = text.split(";").map((part) => part.trim().toLowerCase());
  const match = /^([\w!#$&^.+*-]+)\/([\w!#$&^.+*-]+)$/.exec(range);
  if (!match || (match[1] === "*" && match[2] !== "*")) return [];
  const q = parameters.find((parameter) => /^q\s*=/.test(parameter))?.replace(/^q\s*=\s*/, "");
  // A weight that is none is taken for the default.
  const quality = q !== undefined && /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(q) ? Number(q) : 1;
  return [{ type: match[1], subtype: match[2], quality }];
}

function qualityOf(offered: string, ranges: readonly Range[]): number {
  const [type, subtype] = offered.split("/");
  const fitting =
    ranges.findLast((range) => range.type === type && range.subtype === subtype) ??
    ranges.findLast((range) => range.type === type && range.subtype === "*") ??
    ranges.findLast((range) => range.type === "*");
  return fitting?.quality ?? 0;
}
