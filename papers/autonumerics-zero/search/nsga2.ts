/**
 * @file The paper's selection: NSGA-II (Deb, Pratap, Agarwal and Meyarivan, 2002) on two objectives, error and operations, both to be small.
 */

export type Objectives = readonly number[];

/** At least as small everywhere, and smaller somewhere. */
export function dominates(a: Objectives, b: Objectives): boolean {
  return a.every((value, i) => value <= b[i]) && a.some((value, i) => value < b[i]);
}

/** Indices in fronts: the first is dominated by nothing, the second only by the first, and so on (their "fast non-dominated sort"). */
export function nonDominatedFronts(points: readonly Objectives[]): number[][] {
  const dominated: number[][] = points.map(() => []);
  const count = new Int32Array(points.length);
  for (let i = 0; i < points.length; i++)
    for (let j = 0; j < points.length; j++)
      if (dominates(points[i], points[j])) {
        dominated[i].push(j);
        count[j]++;
      }
  const fronts: number[][] = [];
  let front = points.map((_, i) => i).filter((i) => count[i] === 0);
  while (front.length > 0) {
    fronts.push(front);
    const next: number[] = [];
    for (const i of front) for (const j of dominated[i]) if (--count[j] === 0) next.push(j);
    front = next.sort((a, b) => a - b);
  }
  return fronts;
}

/** How lonely each point of a front is: the sum of the normalised gaps between its neighbours in every objective; infinite at the ends. */
export function crowdingDistances(points: readonly Objectives[], front: readonly number[]): number[] {
  const distance = front.map(() => 0);
  const objectives = points[front[0]]?.length ?? 0;
  for (let k = 0; k < objectives; k++) {
    const order = front.map((_, i) => i).sort((a, b) => points[front[a]][k] - points[front[b]][k] || a - b);
    const range = points[front[order[order.length - 1]]][k] - points[front[order[0]]][k];
    distance[order[0]] = Infinity;
    distance[order[order.length - 1]] = Infinity;
    if (!(range > 0)) continue;
    for (let i = 1; i + 1 < order.length; i++)
      distance[order[i]] += (points[front[order[i + 1]]][k] - points[front[order[i - 1]]][k]) / range;
  }
  return distance;
}

/** The best `count` indices: front by front, the lonelier first within the front that does not fit whole. */
export function selectNearPareto(points: readonly Objectives[], count: number): number[] {
  const chosen: number[] = [];
  for (const front of nonDominatedFronts(points)) {
    if (chosen.length >= count) break;
    const distance = crowdingDistances(points, front);
    const order = front
      .map((_, i) => i)
      .sort((a, b) => (distance[b] > distance[a] ? 1 : distance[b] < distance[a] ? -1 : a - b));
    for (const i of order) if (chosen.length < count) chosen.push(front[i]);
  }
  return chosen;
}
