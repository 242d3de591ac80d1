/**
 * @file CMA-ES: an evolution strategy that learns the covariance of good steps (Hansen, "The CMA evolution strategy: a tutorial", 2016).
 *
 * The paper fits constants with it. Only operations that IEEE 754 fixes are used, so the exponential of the step size is a short series.
 */
import { logarithm, type Random } from "@working-papers/lab";

export interface CmaOptions {
  /** Individuals per generation. */
  population: number;
  /** Initial standard deviation. */
  sigma: number;
  generations: number;
  /** Stops when the best did not improve during this share of all generations so far, after a hundred of them at the earliest. */
  patience?: number;
}

export interface CmaResult {
  best: Float64Array;
  value: number;
  evaluations: number;
}

/** Minimises a function of n ≥ 1 numbers. Values that are not numbers count as worst. */
export function cmaEs(
  f: (x: Float64Array) => number,
  start: Float64Array,
  random: Random,
  { population, sigma: sigma0, generations, patience = 0.5 }: CmaOptions,
): CmaResult {
  const n = start.length;
  const lambda = population;
  const mu = lambda >> 1;
  const raw = Array.from({ length: mu }, (_, i) => logarithm(mu + 0.5) - logarithm(i + 1));
  const total = raw.reduce((sum, w) => sum + w, 0);
  const weights = raw.map((w) => w / total);
  const muEff = 1 / weights.reduce((sum, w) => sum + w * w, 0);
  const cSigma = (muEff + 2) / (n + muEff + 5);
  const dSigma = 1 + 2 * Math.max(0, Math.sqrt((muEff - 1) / (n + 1)) - 1) + cSigma;
  const cc = (4 + muEff / n) / (n + 4 + (2 * muEff) / n);
  const c1 = 2 / ((n + 1.3) ** 2 + muEff);
  const cMu = Math.min(1 - c1, (2 * (muEff - 2 + 1 / muEff)) / ((n + 2) ** 2 + muEff));
  const expected = Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));

  const mean = start.slice();
  let sigma = sigma0;
  const covariance = identity(n);
  let root = identity(n);
  const pathSigma = new Float64Array(n);
  const pathC = new Float64Array(n);
  let best = start.slice();
  let value = finite(f(start));
  let evaluations = 1;
  let improvedAt = 0;
  for (let generation = 1; generation <= generations; generation++) {
    const steps: Float64Array[] = [];
    const normals: Float64Array[] = [];
    const values: number[] = [];
    for (let i = 0; i < lambda; i++) {
      const z = Float64Array.from({ length: n }, () => random.normal());
      const y = times(root, z);
      const x = mean.map((m, j) => m + sigma * y[j]);
      const fx = finite(f(x));
      evaluations++;
      if (fx < value) {
        value = fx;
        best = x;
        improvedAt = generation;
      }
      normals.push(z);
      steps.push(y);
      values.push(fx);
    }
    const order = values
      .map((_, i) => i)
      .sort((a, b) => (values[a] < values[b] ? -1 : values[a] > values[b] ? 1 : a - b));
    const step = new Float64Array(n);
    const normal = new Float64Array(n);
    for (let i = 0; i < mu; i++)
      for (let j = 0; j < n; j++) {
        step[j] += weights[i] * steps[order[i]][j];
        normal[j] += weights[i] * normals[order[i]][j];
      }
    for (let j = 0; j < n; j++) mean[j] += sigma * step[j];
    // With the Cholesky root the evolution path lives in the coordinates of z.
    for (let j = 0; j < n; j++)
      pathSigma[j] = (1 - cSigma) * pathSigma[j] + Math.sqrt(cSigma * (2 - cSigma) * muEff) * normal[j];
    const length = Math.sqrt(pathSigma.reduce((sum, p) => sum + p * p, 0));
    const heaviside = length / expected < 1.4 + 2 / (n + 1) ? 1 : 0;
    for (let j = 0; j < n; j++)
      pathC[j] = (1 - cc) * pathC[j] + heaviside * Math.sqrt(cc * (2 - cc) * muEff) * step[j];
    for (let a = 0; a < n; a++)
      for (let b = 0; b <= a; b++) {
        let rankMu = 0;
        for (let i = 0; i < mu; i++) rankMu += weights[i] * steps[order[i]][a] * steps[order[i]][b];
        const c =
          (1 - c1 - cMu) * covariance[a][b] +
          c1 * (pathC[a] * pathC[b] + (1 - heaviside) * cc * (2 - cc) * covariance[a][b]) +
          cMu * rankMu;
        covariance[a][b] = c;
        covariance[b][a] = c;
      }
    sigma *= exponential((cSigma / dSigma) * (length / expected - 1));
    const next = cholesky(covariance);
    if (!next || !(sigma > 1e-18) || !(sigma < 1e18)) break;
    root = next;
    // The mean is a candidate too: it is often better than any sample.
    const atMean = finite(f(mean));
    evaluations++;
    if (atMean < value) {
      value = atMean;
      best = mean.slice();
      improvedAt = generation;
    }
    if (generation >= 100 && generation - improvedAt > patience * generation) break;
  }
  return { best, value, evaluations };
}

const finite = (value: number): number => (Number.isNaN(value) ? Infinity : value);

const identity = (n: number): Float64Array[] =>
  Array.from({ length: n }, (_, i) => Float64Array.from({ length: n }, (__, j) => (i === j ? 1 : 0)));

function times(lower: readonly Float64Array[], z: Float64Array): Float64Array {
  return z.map((_, i) => {
    let sum = 0;
    for (let j = 0; j <= i; j++) sum += lower[i][j] * z[j];
    return sum;
  });
}

/** Lower triangular L with L·Lᵀ = C; nothing when C is not positive definite. */
function cholesky(c: readonly Float64Array[]): Float64Array[] | undefined {
  const n = c.length;
  const lower = identity(n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = c[i][j];
      for (let k = 0; k < j; k++) sum -= lower[i][k] * lower[j][k];
      if (i !== j) lower[i][j] = sum / lower[j][j];
      else if (!(sum > 0)) return undefined;
      else lower[i][i] = Math.sqrt(sum);
    }
  return lower;
}

/** e^x for small |x|, the same bits in every engine. */
function exponential(x: number): number {
  const part = Math.max(-4, Math.min(4, x)) / 64;
  let sum = 1;
  for (let k = 12; k > 0; k--) sum = 1 + (part * sum) / k;
  for (let k = 0; k < 6; k++) sum *= sum;
  return sum;
}
