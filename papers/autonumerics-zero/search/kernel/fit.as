/**
 * AssemblyScript: fits the constants of one program on a set of points.
 *
 * Registers are rows of points; every operation runs over a row two points at a time. Reverse accumulation gives the derivatives by all constants for
 * about the cost of three evaluations. The least-squares step is solved by modified Gram–Schmidt on [J | e], which stays accurate where normal
 * equations square the condition. plain.ts does the same operations in the same order.
 */

const MAX_POINTS: usize = 256;
const ROW: usize = MAX_POINTS * 8;
const MAX_CONSTANTS: usize = 16;
const MAX_REGISTERS: usize = 64;

const OPS: usize = 1024;
const A: usize = 1152;
const B: usize = 1280;
const C: usize = 1408;
const CONSTANTS: usize = 2048;
const TRIAL: usize = 2304;
const STEP: usize = 2560;
const SCALE: usize = 2816;
const QE: usize = 3072;
const HELD: usize = 3328;
const R: usize = 4096; // MAX_CONSTANTS² numbers
const STACK: usize = 8192; // 2·MAX_CONSTANTS rows of MAX_CONSTANTS + 1 numbers, by columns
const F: usize = 16384;
const W: usize = F + ROW;
const LAMBDA: usize = W + ROW; // square roots of Lawson's weights
const E: usize = LAMBDA + ROW;
const REGISTERS: usize = E + ROW;
const ADJOINTS: usize = REGISTERS + MAX_REGISTERS * ROW;
export const endOfMemory: usize = ADJOINTS + MAX_REGISTERS * ROW;

/** What float64 counts exponents from beyond float32's 127, in its place: operations on bits are float32's, continued (bits.ts). */
const BIAS: i64 = 896 << 52;
const EXPONENT: i64 = 0x7ff0000000000000;

let points: i32 = 0;
let bytes: usize = 0;
let operations: i32 = 0;
let constants: i32 = 0;

export function setPoints(count: i32): void {
  points = count;
  bytes = <usize>count << 3;
}

export function setProgram(ops: i32, m: i32): void {
  operations = ops;
  constants = m;
}

export function resetWeights(): void {
  const one = f64x2.splat(1);
  for (let i: usize = 0; i < bytes; i += 16) v128.store(LAMBDA + i, one);
}

@inline function row(register: usize): usize {
  return REGISTERS + register * ROW;
}
@inline function adjoint(register: usize): usize {
  return ADJOINTS + register * ROW;
}

/** All registers for the constants at `at`; weighted residuals to E; their sum of squares. */
function evaluate(at: usize): f64 {
  const m = <usize>constants;
  for (let j: usize = 0; j < m; j++) {
    const value = f64x2.splat(load<f64>(at + (j << 3)));
    const to = row(j + 1);
    for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, value);
  }
  for (let k: usize = 0; k < <usize>operations; k++) {
    const a = row(load<u8>(A + k));
    const b = row(load<u8>(B + k));
    const to = row(m + 1 + k);
    switch (load<u8>(OPS + k)) {
      case 2: {
        for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, f64x2.add(v128.load(a + i), v128.load(b + i)));
        break;
      }
      case 3: {
        for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, f64x2.sub(v128.load(a + i), v128.load(b + i)));
        break;
      }
      case 4: {
        for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, f64x2.mul(v128.load(a + i), v128.load(b + i)));
        break;
      }
      case 5: {
        for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, f64x2.div(v128.load(a + i), v128.load(b + i)));
        break;
      }
      case 6: {
        const c = row(load<u8>(C + k));
        for (let i: usize = 0; i < bytes; i += 16)
          v128.store(to + i, f64x2.add(f64x2.mul(v128.load(a + i), v128.load(b + i)), v128.load(c + i)));
        break;
      }
      case 7: {
        for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, f64x2.sqrt(v128.load(a + i)));
        break;
      }
      case 8: {
        const bias = i64x2.splat(BIAS);
        for (let i: usize = 0; i < bytes; i += 16)
          v128.store(to + i, i64x2.add(i64x2.shr_u(i64x2.sub(v128.load(a + i), bias), 1), bias));
        break;
      }
      case 9: {
        const bias = i64x2.splat(BIAS);
        for (let i: usize = 0; i < bytes; i += 16)
          v128.store(to + i, i64x2.sub(i64x2.add(v128.load(a + i), v128.load(b + i)), bias));
        break;
      }
      default: {
        const bias = i64x2.splat(BIAS);
        for (let i: usize = 0; i < bytes; i += 16)
          v128.store(to + i, i64x2.add(i64x2.sub(v128.load(a + i), v128.load(b + i)), bias));
      }
    }
  }
  const out = row(operations == 0 ? 0 : m + <usize>operations);
  let sum = f64x2.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    const e = f64x2.mul(
      f64x2.mul(f64x2.sub(v128.load(out + i), v128.load(F + i)), v128.load(W + i)),
      v128.load(LAMBDA + i),
    );
    v128.store(E + i, e);
    sum = f64x2.add(sum, f64x2.mul(e, e));
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Adds to an adjoint row; x has none. */
@inline function give(register: usize, i: usize, part: v128): void {
  const to = adjoint(register) + i;
  v128.store(to, f64x2.add(v128.load(to), part));
}

/** ∂(weighted residual)/∂c_j to the adjoint row of constant j. */
function differentiate(): void {
  const m = <usize>constants;
  const count = <usize>operations;
  const zero = f64x2.splat(0);
  for (let r: usize = 1; r <= m + count; r++) {
    const to = adjoint(r);
    for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, zero);
  }
  if (count == 0) return;
  const out = adjoint(m + count);
  for (let i: usize = 0; i < bytes; i += 16)
    v128.store(out + i, f64x2.mul(v128.load(W + i), v128.load(LAMBDA + i)));
  for (let k = count; k > 0; ) {
    k--;
    const op = load<u8>(OPS + k);
    const ra = <usize>load<u8>(A + k);
    const rb = <usize>load<u8>(B + k);
    const a = row(ra);
    const b = row(rb);
    const g = adjoint(m + 1 + k);
    const to = row(m + 1 + k);
    if (op == 2) {
      if (ra > 0) for (let i: usize = 0; i < bytes; i += 16) give(ra, i, v128.load(g + i));
      if (rb > 0) for (let i: usize = 0; i < bytes; i += 16) give(rb, i, v128.load(g + i));
    } else if (op == 3) {
      if (ra > 0) for (let i: usize = 0; i < bytes; i += 16) give(ra, i, v128.load(g + i));
      if (rb > 0) for (let i: usize = 0; i < bytes; i += 16) give(rb, i, f64x2.neg(v128.load(g + i)));
    } else if (op == 4 || op == 6) {
      if (ra > 0) for (let i: usize = 0; i < bytes; i += 16) give(ra, i, f64x2.mul(v128.load(g + i), v128.load(b + i)));
      if (rb > 0) for (let i: usize = 0; i < bytes; i += 16) give(rb, i, f64x2.mul(v128.load(g + i), v128.load(a + i)));
      if (op == 6) {
        const rc = <usize>load<u8>(C + k);
        if (rc > 0) for (let i: usize = 0; i < bytes; i += 16) give(rc, i, v128.load(g + i));
      }
    } else if (op == 5) {
      for (let i: usize = 0; i < bytes; i += 16) {
        const part = f64x2.div(v128.load(g + i), v128.load(b + i));
        if (ra > 0) give(ra, i, part);
        if (rb > 0) give(rb, i, f64x2.neg(f64x2.mul(part, v128.load(to + i))));
      }
    } else if (op > 7) {
      const mask = i64x2.splat(EXPONENT);
      const factor = f64x2.splat(op == 8 ? 0.5 : 1);
      const sign = f64x2.splat(op == 10 ? -1 : 1);
      for (let i: usize = 0; i < bytes; i += 16) {
        const part = f64x2.mul(v128.load(g + i), v128.and(v128.load(to + i), mask));
        if (ra > 0) give(ra, i, f64x2.div(f64x2.mul(factor, part), v128.and(v128.load(a + i), mask)));
        if (rb > 0 && op > 8) give(rb, i, f64x2.div(f64x2.mul(sign, part), v128.and(v128.load(b + i), mask)));
      }
    } else if (ra > 0) {
      for (let i: usize = 0; i < bytes; i += 16) {
        const root = v128.load(to + i);
        give(ra, i, f64x2.div(v128.load(g + i), f64x2.add(root, root)));
      }
    }
  }
}

@inline function dot(u: usize, v: usize): f64 {
  let sum = f64x2.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) sum = f64x2.add(sum, f64x2.mul(v128.load(u + i), v128.load(v + i)));
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** v −= factor·u */
@inline function subtractMultiple(v: usize, factor: f64, u: usize): void {
  const by = f64x2.splat(factor);
  for (let i: usize = 0; i < bytes; i += 16)
    v128.store(v + i, f64x2.sub(v128.load(v + i), f64x2.mul(by, v128.load(u + i))));
}

/** Gram–Schmidt on the derivative rows and E: R, Qᵀe and the lengths of the columns. False when something is not finite. */
function factorize(): bool {
  const m = <usize>constants;
  for (let j: usize = 0; j < m; j++) {
    const q = adjoint(j + 1);
    const length = sqrt(dot(q, q));
    if (!(length < 1e200)) return false;
    store<f64>(SCALE + (j << 3), length);
  }
  for (let j: usize = 0; j < m; j++) {
    const q = adjoint(j + 1);
    const length = sqrt(dot(q, q));
    const original = load<f64>(SCALE + (j << 3));
    for (let k: usize = 0; k < m; k++) store<f64>(R + ((j * MAX_CONSTANTS + k) << 3), 0);
    store<f64>(QE + (j << 3), 0);
    if (!(length > original * 1e-15) || length == 0) continue;
    store<f64>(R + ((j * MAX_CONSTANTS + j) << 3), length);
    const inverse = f64x2.splat(1 / length);
    for (let i: usize = 0; i < bytes; i += 16) v128.store(q + i, f64x2.mul(v128.load(q + i), inverse));
    for (let k = j + 1; k < m; k++) {
      const column = adjoint(k + 1);
      const r = dot(q, column);
      store<f64>(R + ((j * MAX_CONSTANTS + k) << 3), r);
      subtractMultiple(column, r, q);
    }
    const r = dot(q, E);
    store<f64>(QE + (j << 3), r);
    subtractMultiple(E, r, q);
  }
  return true;
}

@inline function stacked(column: usize, r: usize): usize {
  return STACK + ((column * 2 * MAX_CONSTANTS + r) << 3);
}

/** STEP minimises |R d + Qᵀe|² + damping·|D d|², D the lengths of the columns: Gram–Schmidt on the two stacked. */
function solve(damping: f64): void {
  const m = <usize>constants;
  const rows = m << 1;
  const root = sqrt(damping);
  for (let j: usize = 0; j <= m; j++)
    for (let r: usize = 0; r < rows; r++) {
      let value: f64 = 0;
      if (r < m) value = j < m ? load<f64>(R + ((r * MAX_CONSTANTS + j) << 3)) : load<f64>(QE + (r << 3));
      else if (r - m == j) value = root * load<f64>(SCALE + (j << 3));
      store<f64>(stacked(j, r), value);
    }
  // The triangular factor replaces R's copy in place; column m ends as Qᵀ of the right-hand side in STEP.
  for (let j: usize = 0; j < m; j++) {
    let square: f64 = 0;
    for (let r: usize = 0; r < rows; r++) {
      const value = load<f64>(stacked(j, r));
      square += value * value;
    }
    const length = sqrt(square);
    store<f64>(STACK + (((MAX_CONSTANTS + 1) * 2 * MAX_CONSTANTS + j * MAX_CONSTANTS + j) << 3), length);
    if (length > 0) for (let r: usize = 0; r < rows; r++) store<f64>(stacked(j, r), load<f64>(stacked(j, r)) / length);
    for (let k = j + 1; k <= m; k++) {
      let sum: f64 = 0;
      for (let r: usize = 0; r < rows; r++) sum += load<f64>(stacked(j, r)) * load<f64>(stacked(k, r));
      for (let r: usize = 0; r < rows; r++)
        store<f64>(stacked(k, r), load<f64>(stacked(k, r)) - sum * load<f64>(stacked(j, r)));
      if (k < m) store<f64>(STACK + (((MAX_CONSTANTS + 1) * 2 * MAX_CONSTANTS + j * MAX_CONSTANTS + k) << 3), sum);
      else store<f64>(STEP + (j << 3), sum);
    }
  }
  for (let j = m; j > 0; ) {
    j--;
    let sum = load<f64>(STEP + (j << 3));
    for (let k = j + 1; k < m; k++)
      sum += load<f64>(STACK + (((MAX_CONSTANTS + 1) * 2 * MAX_CONSTANTS + j * MAX_CONSTANTS + k) << 3)) * load<f64>(STEP + (k << 3));
    const length = load<f64>(STACK + (((MAX_CONSTANTS + 1) * 2 * MAX_CONSTANTS + j * MAX_CONSTANTS + j) << 3));
    store<f64>(STEP + (j << 3), length > 0 ? -sum / length : 0);
  }
}

/**
 * The next constants at TRIAL: c + d, or, by factors, c·(1 + d/2c)/(1 − d/2c) ≈ c·e^(d/c). Where constants scale together, as c and c² do in c/(x + c²/x),
 * the valley of good fits is straight in their logarithms and bent in themselves.
 */
function move(byFactors: bool): void {
  for (let j: usize = 0; j < <usize>constants; j++) {
    const c = load<f64>(CONSTANTS + (j << 3));
    const d = load<f64>(STEP + (j << 3));
    const half = d / (c + c);
    store<f64>(TRIAL + (j << 3), byFactors && abs(half) < 0.75 ? (c * (1 + half)) / (1 - half) : c + d);
  }
}

/**
 * Levenberg–Marquardt on the constants at CONSTANTS. Returns the sum of squared weighted residuals; NaN stays NaN.
 * Ends after `iterations` derivatives, or when five steps in a row gain less than one per cent.
 */
export function fit(iterations: i32, damping: f64): f64 {
  const m = <usize>constants;
  let best = evaluate(CONSTANTS);
  if (m == 0 || !(best < Infinity)) return best;
  let slow = 0;
  for (let iteration = 0; iteration < iterations; iteration++) {
    differentiate();
    if (!factorize()) return best;
    let accepted = false;
    let growth: f64 = 8;
    for (let attempt = 0; attempt < 6; attempt++) {
      solve(damping);
      move(false);
      let sum = evaluate(TRIAL);
      move(true);
      const along = evaluate(TRIAL);
      if (along < sum || sum != sum) sum = along;
      else {
        move(false);
        if (sum < best) evaluate(TRIAL);
      }
      if (sum < best) {
        for (let j: usize = 0; j < m; j++) store<f64>(CONSTANTS + (j << 3), load<f64>(TRIAL + (j << 3)));
        const stuck = sum > best * 0.99;
        slow = stuck ? slow + 1 : 0;
        best = sum;
        // Slow progress means a flat valley, whose length only a step without damping sees.
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

/**
 * In a bent valley every long step climbs its wall first. Gauss–Newton without damping may climb and come down further along: five steps are tried,
 * and what is better than `best` is kept.
 */
function excursion(best: f64): f64 {
  const m = <usize>constants;
  for (let j: usize = 0; j < m; j++) store<f64>(HELD + (j << 3), load<f64>(CONSTANTS + (j << 3)));
  evaluate(CONSTANTS);
  for (let step = 0; step < 5; step++) {
    differentiate();
    if (!factorize()) break;
    solve(1e-30);
    move(true);
    for (let j: usize = 0; j < m; j++) store<f64>(CONSTANTS + (j << 3), load<f64>(TRIAL + (j << 3)));
    const sum = evaluate(CONSTANTS);
    if (sum < best) return sum;
    if (!(sum < Infinity)) break;
  }
  for (let j: usize = 0; j < m; j++) store<f64>(CONSTANTS + (j << 3), load<f64>(HELD + (j << 3)));
  return best;
}

/** Largest unweighted error (P − f)·w for the constants at CONSTANTS; NaN counts as infinite. */
export function largestError(): f64 {
  evaluate(CONSTANTS);
  const out = row(operations == 0 ? 0 : <usize>constants + <usize>operations);
  let most: f64 = 0;
  for (let i: usize = 0; i < bytes; i += 8) {
    const e = abs((load<f64>(out + i) - load<f64>(F + i)) * load<f64>(W + i));
    if (!(e <= most)) most = e == e ? e : Infinity;
  }
  return most;
}

/**
 * Lawson's iteration towards the minimax: weights are multiplied by the error they leave, and the constants fitted again. The constants with the
 * smallest largest error are kept. Returns that error.
 */
export function lawson(rounds: i32, iterations: i32): f64 {
  const m = <usize>constants;
  let best = largestError();
  const keep = TRIAL + 128;
  for (let j: usize = 0; j < m; j++) store<f64>(keep + (j << 3), load<f64>(CONSTANTS + (j << 3)));
  for (let round = 0; round < rounds && best < Infinity && best > 0; round++) {
    const out = row(operations == 0 ? 0 : m + <usize>operations);
    const inverse = 1 / best;
    for (let i: usize = 0; i < bytes; i += 8) {
      const e = abs((load<f64>(out + i) - load<f64>(F + i)) * load<f64>(W + i)) * inverse;
      store<f64>(LAMBDA + i, load<f64>(LAMBDA + i) * sqrt(e < 1e-4 ? 1e-4 : e));
    }
    fit(iterations, 1e-8);
    const error = largestError();
    if (error < best) {
      best = error;
      for (let j: usize = 0; j < m; j++) store<f64>(keep + (j << 3), load<f64>(CONSTANTS + (j << 3)));
    } else if (!(error < best * 3)) break;
  }
  for (let j: usize = 0; j < m; j++) store<f64>(CONSTANTS + (j << 3), load<f64>(keep + (j << 3)));
  return best;
}
