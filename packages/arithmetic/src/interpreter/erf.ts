/**
 * @file The error function, to 1e-9: cubic Hermite interpolation between values 1/64 apart, where the derivative 2/√π · exp(-x²) is known. The error of
 * the interpolation is at most h⁴/384 · max|erf⁗| = 1e-9. The values themselves come from the Maclaurin series (NIST Digital Library of
 * Mathematical Functions, 7.6.2), whose terms are all positive, with an exponential of the caller's choice.
 */
const twoOverRootPi = 1.1283791670955126;
const perUnit = 64;
/** Beyond it erf is 1 to float64's precision. */
const end = 6;

interface Table {
  readonly values: Float64Array;
  readonly slopes: Float64Array;
}

const tables = new WeakMap<(x: number) => number, Table>();

function series(x: number, exp: (x: number) => number): number {
  let term = x;
  let sum = x;
  for (let n = 1; term > 1e-17 * sum; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return twoOverRootPi * exp(-x * x) * sum;
}

function tableOf(exp: (x: number) => number): Table {
  const values = new Float64Array(end * perUnit + 2);
  const slopes = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const x = i / perUnit;
    values[i] = series(x, exp);
    slopes[i] = (twoOverRootPi * exp(-x * x)) / perUnit;
  }
  return { values, slopes };
}

/** erf as a function of its own for loops; `exp` decides its last bits. */
export function erfOf(exp: (x: number) => number): (x: number) => number {
  let table = tables.get(exp);
  if (!table) tables.set(exp, (table = tableOf(exp)));
  const { values, slopes } = table;
  return (x) => {
    const magnitude = Math.abs(x);
    if (!(magnitude < end)) return Number.isNaN(x) ? NaN : Math.sign(x);
    const place = magnitude * perUnit;
    const i = Math.floor(place);
    const t = place - i;
    const rise = values[i + 1] - values[i];
    // The cubic with these values and slopes at both ends.
    const bend = (slopes[i] - rise) * (1 - t) + (rise - slopes[i + 1]) * t;
    const y = values[i] + t * rise + t * (1 - t) * bend;
    return x < 0 ? -y : y;
  };
}
