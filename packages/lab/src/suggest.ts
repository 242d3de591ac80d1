/** @file «Did you mean …?»: the known names nearest to one that is not known. */

/** Up to `limit` of `names`, nearest first, that are plausibly meant by `given`. */
export function nearestNames(given: string, names: readonly string[], limit = 3): string[] {
  const wanted = given.toLowerCase();
  return names
    .map((name) => ({ name, distance: distanceTo(wanted, name.toLowerCase()) }))
    .filter(
      ({ name, distance }) => distance <= Math.max(2, Math.ceil(Math.max(wanted.length, name.length) / 2)),
    )
    .sort((a, b) => a.distance - b.distance || a.name.localeCompare(b.name))
    .slice(0, limit)
    .map(({ name }) => name);
}

/** A clause to append to an error: « Did you mean l-mul?», or the names there are. */
export function didYouMean(given: string, names: readonly string[]): string {
  const near = nearestNames(given, names);
  if (near.length > 0) return ` Did you mean ${near.join(" or ")}?`;
  return names.length > 0 ? ` There is: ${names.join(", ")}.` : "";
}

function distanceTo(wanted: string, name: string): number {
  if (wanted.length > 1 && name.includes(wanted)) return 0.5;
  return editDistance(wanted, name);
}

/** Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours cost one each. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, substitution);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length];
}
