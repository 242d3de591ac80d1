/**
 * @file Copies a slice of a matrix into panels, and notes what is in them.
 *
 * A panel holds `width` rows of a (or columns of b) over `depth` steps of k, k outermost. Operands of L-Mul are made ready here, once, for the
 * many products they enter: mantissas are cut, subnormals become +0, NaN becomes one bit pattern. The summary of magnitudes lets the
 * multiplication choose, panel by panel, a tile that need not look for cases that cannot occur. Padding is 1, the most harmless operand;
 * its products go to elements that nobody reads.
 */
import {
  HAS_SPECIAL,
  HAS_ZERO,
  INFINITY_FIELD,
  MAGNITUDE,
  NAN_FIELD,
  SMALLEST,
  SUMMARY,
  BIAS_FIELD,
} from "./layout";

/** Strides count elements: `stride` from one row (column) of the panel to the next, `step` from one k to the next. */
export function pack(
  source: usize,
  count: i32,
  stride: i32,
  step: i32,
  depth: i32,
  width: i32,
  target: usize,
): void {
  for (let first = 0; first < count; first += width) {
    for (let k = 0; k < depth; k++) {
      for (let i = first; i < first + width; i++) {
        const word =
          i < count ? load<i32>(source + ((<usize>i * stride + <usize>k * step) << 2)) : BIAS_FIELD;
        store<i32>(target, word);
        target += 4;
      }
    }
  }
}

/** {@link pack} for operands of L-Mul, of which the bits in `keep` are kept; `summaries` gets SUMMARY bytes a panel. */
export function packForLmul(
  source: usize,
  count: i32,
  stride: i32,
  step: i32,
  depth: i32,
  width: i32,
  target: usize,
  keep: i32,
  summaries: usize,
): void {
  for (let first = 0; first < count; first += width) {
    let smallest = MAGNITUDE;
    let largest = 0;
    let flags = 0;
    for (let k = 0; k < depth; k++) {
      for (let i = first; i < first + width; i++) {
        let word = BIAS_FIELD;
        if (i < count) {
          // Without branches: whether a number is zero is what a processor cannot guess.
          word = load<i32>(source + ((<usize>i * stride + <usize>k * step) << 2));
          const field = word & MAGNITUDE;
          const special = field >= INFINITY_FIELD;
          const zero = field < SMALLEST;
          const none = special | zero;
          flags |= select<i32>(HAS_SPECIAL, 0, special) | select<i32>(HAS_ZERO, 0, zero);
          smallest = min(smallest, select<i32>(MAGNITUDE, field & keep, none));
          largest = max(largest, select<i32>(0, field, none));
          word = select<i32>(NAN_FIELD, select<i32>(word, word & keep, special), field > INFINITY_FIELD);
          word = select<i32>(0, word, zero);
        }
        store<i32>(target, word);
        target += 4;
      }
    }
    store<i32>(summaries, smallest, 0);
    store<i32>(summaries, largest, 4);
    store<i32>(summaries, flags, 8);
    summaries += SUMMARY;
  }
}
