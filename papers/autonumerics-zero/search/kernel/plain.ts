/**
 * @file The kernel in plain JavaScript: the same operations in the same order as fit.as, so the same bits.
 *
 * It is the specification that the kernel is tested against, what a host without WebAssembly SIMD uses, and the peer in the bench. Sums over points run
 * in two lanes, even and odd points, as the vector registers do.
 */
import { applyBits, powerOfTwoBelow } from "../../programs/bits.ts";
import {
  ADD,
  DIVIDE,
  FMA,
  isBitOperation,
  ISHR,
  ISUB,
  MULTIPLY,
  SUBTRACT,
  type Program,
} from "../../programs/program.ts";
import { checkProgram, checkSamples, type Fitter, type Samples } from "./fitter.ts";

export function plainFitter({ x, f, w }: Samples): Fitter {
  checkSamples(x);
  const n = x.length;
  const lambda = new Float64Array(n);
  const e = new Float64Array(n);
  const row = (): Float64Array => new Float64Array(n);
  const registers = Array.from({ length: 64 }, row);
  const adjoints = Array.from({ length: 64 }, row);
  registers[0].set(x);
  let program: Program;
  let m = 0;
  let constants = new Float64Array(0);
  let trial = new Float64Array(0);
  const step = new Float64Array(16);
  const scale = new Float64Array(16);
  const qe = new Float64Array(16);
  const r = new Float64Array(256);
  const triangle = new Float64Array(256);
  const stacked = Array.from({ length: 17 }, () => new Float64Array(32));

  const output = (): Float64Array => registers[program.ops.length === 0 ? 0 : m + program.ops.length];

  function evaluate(at: Float64Array): number {
    for (let j = 0; j < m; j++) registers[j + 1].fill(at[j]);
    for (let k = 0; k < program.ops.length; k++) {
      const a = registers[program.a[k]];
      const b = registers[program.b[k]];
      const to = registers[m + 1 + k];
      const op = program.ops[k];
      if (op === ADD) for (let i = 0; i < n; i++) to[i] = a[i] + b[i];
      else if (op === SUBTRACT) for (let i = 0; i < n; i++) to[i] = a[i] - b[i];
      else if (op === MULTIPLY) for (let i = 0; i < n; i++) to[i] = a[i] * b[i];
      else if (op === DIVIDE) for (let i = 0; i < n; i++) to[i] = a[i] / b[i];
      else if (op === FMA) {
        const c = registers[program.c[k]];
        for (let i = 0; i < n; i++) to[i] = a[i] * b[i] + c[i];
      } else if (isBitOperation(op)) for (let i = 0; i < n; i++) to[i] = applyBits(op, a[i], b[i]);
      else for (let i = 0; i < n; i++) to[i] = Math.sqrt(a[i]);
    }
    const out = output();
    let even = 0;
    let odd = 0;
    for (let i = 0; i < n; i += 2) {
      const first = (out[i] - f[i]) * w[i] * lambda[i];
      const second = (out[i + 1] - f[i + 1]) * w[i + 1] * lambda[i + 1];
      e[i] = first;
      e[i + 1] = second;
      even += first * first;
      odd += second * second;
    }
    return even + odd;
  }

  function differentiate(): void {
    const count = program.ops.length;
    for (let k = 1; k <= m + count; k++) adjoints[k].fill(0);
    if (count === 0) return;
    const out = adjoints[m + count];
    for (let i = 0; i < n; i++) out[i] = w[i] * lambda[i];
    for (let k = count - 1; k >= 0; k--) {
      const op = program.ops[k];
      const [ra, rb] = [program.a[k], program.b[k]];
      const [a, b] = [registers[ra], registers[rb]];
      const [toA, toB] = [adjoints[ra], adjoints[rb]];
      const g = adjoints[m + 1 + k];
      const value = registers[m + 1 + k];
      if (op === ADD) {
        if (ra > 0) for (let i = 0; i < n; i++) toA[i] += g[i];
        if (rb > 0) for (let i = 0; i < n; i++) toB[i] += g[i];
      } else if (op === SUBTRACT) {
        if (ra > 0) for (let i = 0; i < n; i++) toA[i] += g[i];
        if (rb > 0) for (let i = 0; i < n; i++) toB[i] += -g[i];
      } else if (op === MULTIPLY || op === FMA) {
        if (ra > 0) for (let i = 0; i < n; i++) toA[i] += g[i] * b[i];
        if (rb > 0) for (let i = 0; i < n; i++) toB[i] += g[i] * a[i];
        const rc = program.c[k];
        if (op === FMA && rc > 0) for (let i = 0; i < n; i++) adjoints[rc][i] += g[i];
      } else if (op === DIVIDE) {
        for (let i = 0; i < n; i++) {
          const part = g[i] / b[i];
          if (ra > 0) toA[i] += part;
          if (rb > 0) toB[i] += -(part * value[i]);
        }
      } else if (isBitOperation(op)) {
        for (let i = 0; i < n; i++) {
          const part = g[i] * powerOfTwoBelow(value[i]);
          if (ra > 0) toA[i] += ((op === ISHR ? 0.5 : 1) * part) / powerOfTwoBelow(a[i]);
          if (rb > 0 && op !== ISHR) toB[i] += ((op === ISUB ? -1 : 1) * part) / powerOfTwoBelow(b[i]);
        }
      } else if (ra > 0) for (let i = 0; i < n; i++) toA[i] += g[i] / (value[i] + value[i]);
    }
  }

  function dot(u: Float64Array, v: Float64Array): number {
    let even = 0;
    let odd = 0;
    for (let i = 0; i < n; i += 2) {
      even += u[i] * v[i];
      odd += u[i + 1] * v[i + 1];
    }
    return even + odd;
  }

  function factorize(): boolean {
    for (let j = 0; j < m; j++) {
      const q = adjoints[j + 1];
      scale[j] = Math.sqrt(dot(q, q));
      if (!(scale[j] < 1e200)) return false;
    }
    for (let j = 0; j < m; j++) {
      const q = adjoints[j + 1];
      const length = Math.sqrt(dot(q, q));
      for (let k = 0; k < m; k++) r[j * 16 + k] = 0;
      qe[j] = 0;
      if (!(length > scale[j] * 1e-15) || length === 0) continue;
      r[j * 16 + j] = length;
      const inverse = 1 / length;
      for (let i = 0; i < n; i++) q[i] *= inverse;
      for (let k = j + 1; k < m; k++) {
        const column = adjoints[k + 1];
        const along = dot(q, column);
        r[j * 16 + k] = along;
        for (let i = 0; i < n; i++) column[i] -= along * q[i];
      }
      const along = dot(q, e);
      qe[j] = along;
      for (let i = 0; i < n; i++) e[i] -= along * q[i];
    }
    return true;
  }

  function solve(damping: number): void {
    const rows = 2 * m;
    const root = Math.sqrt(damping);
    for (let j = 0; j <= m; j++)
      for (let i = 0; i < rows; i++)
        stacked[j][i] = i < m ? (j < m ? r[i * 16 + j] : qe[i]) : i - m === j ? root * scale[j] : 0;
    for (let j = 0; j < m; j++) {
      const column = stacked[j];
      let square = 0;
      for (let i = 0; i < rows; i++) square += column[i] * column[i];
      const length = Math.sqrt(square);
      triangle[j * 16 + j] = length;
      if (length > 0) for (let i = 0; i < rows; i++) column[i] /= length;
      for (let k = j + 1; k <= m; k++) {
        const other = stacked[k];
        let sum = 0;
        for (let i = 0; i < rows; i++) sum += column[i] * other[i];
        for (let i = 0; i < rows; i++) other[i] -= sum * column[i];
        if (k < m) triangle[j * 16 + k] = sum;
        else step[j] = sum;
      }
    }
    for (let j = m - 1; j >= 0; j--) {
      let sum = step[j];
      for (let k = j + 1; k < m; k++) sum += triangle[j * 16 + k] * step[k];
      step[j] = triangle[j * 16 + j] > 0 ? -sum / triangle[j * 16 + j] : 0;
    }
  }

  function move(byFactors: boolean): void {
    for (let j = 0; j < m; j++) {
      const c = constants[j];
      const half = step[j] / (c + c);
      trial[j] = byFactors && Math.abs(half) < 0.75 ? (c * (1 + half)) / (1 - half) : c + step[j];
    }
  }

  function fit(iterations: number, damping: number): number {
    let best = evaluate(constants);
    if (m === 0 || !(best < Infinity)) return best;
    let slow = 0;
    for (let iteration = 0; iteration < iterations; iteration++) {
      differentiate();
      if (!factorize()) return best;
      let accepted = false;
      let growth = 8;
      for (let attempt = 0; attempt < 6; attempt++) {
        solve(damping);
        move(false);
        let sum = evaluate(trial);
        move(true);
        const along = evaluate(trial);
        if (along < sum || Number.isNaN(sum)) sum = along;
        else {
          move(false);
          if (sum < best) evaluate(trial);
        }
        if (sum < best) {
          constants.set(trial);
          const stuck = sum > best * 0.99;
          slow = stuck ? slow + 1 : 0;
          best = sum;
          damping *= stuck ? 1e-5 : 0.1;
          if (damping < 1e-30) damping = 1e-30;
          accepted = true;
          break;
        }
        damping *= growth;
        growth *= 8;
      }
      if (accepted && slow < 5) continue;
      const further = excursion(best);
      if (!(further < best * 0.9)) break;
      best = further;
      damping = 1e-20;
      slow = 0;
    }
    return best;
  }

  function excursion(best: number): number {
    const held = constants.slice();
    evaluate(constants);
    for (let count = 0; count < 5; count++) {
      differentiate();
      if (!factorize()) break;
      solve(1e-30);
      move(true);
      constants.set(trial);
      const sum = evaluate(constants);
      if (sum < best) return sum;
      if (!(sum < Infinity)) break;
    }
    constants.set(held);
    return best;
  }

  function largestError(): number {
    evaluate(constants);
    const out = output();
    let most = 0;
    for (let i = 0; i < n; i++) {
      const error = Math.abs((out[i] - f[i]) * w[i]);
      if (!(error <= most)) most = Number.isNaN(error) ? Infinity : error;
    }
    return most;
  }

  function lawson(rounds: number, iterations: number): number {
    let best = largestError();
    let kept = constants.slice();
    for (let round = 0; round < rounds && best < Infinity && best > 0; round++) {
      const out = output();
      const inverse = 1 / best;
      for (let i = 0; i < n; i++) {
        const error = Math.abs((out[i] - f[i]) * w[i]) * inverse;
        lambda[i] *= Math.sqrt(error < 1e-4 ? 1e-4 : error);
      }
      fit(iterations, 1e-8);
      const error = largestError();
      if (error < best) {
        best = error;
        kept = constants.slice();
      } else if (!(error < best * 3)) break;
    }
    constants.set(kept);
    return best;
  }

  return {
    load(next) {
      checkProgram(next);
      program = next;
      m = next.constants.length;
      constants = next.constants.slice();
      trial = new Float64Array(m);
      lambda.fill(1);
    },
    setConstants(values) {
      constants.set(values);
      lambda.fill(1);
    },
    fit,
    lawson,
    largestError,
    constants: () => constants.slice(),
  };
}
