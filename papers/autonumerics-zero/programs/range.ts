/** @file From the unit interval to all numbers. */

/**
 * 2^x for every x from a program for [0, 1]: 2^x = 2^⌊x⌋ · 2^(x−⌊x⌋). Multiplying by a power of two is exact, so the relative error stays what it is
 * on the unit interval while the result is a normal number; below that it is rounded to a subnormal number, above it overflows.
 */
export function exp2By(onUnit: (x: number) => number): (x: number) => number {
  return (x) => {
    if (!(x < 1100)) return x > 0 ? Infinity : x;
    if (x < -1200) return 0;
    const floor = Math.floor(x);
    // In two steps, because 2^1024 and 2^−1075 are no float64 numbers.
    const half = Math.trunc(floor / 2);
    return onUnit(x - floor) * powerOfTwo(half) * powerOfTwo(floor - half);
  };
}

const view = new DataView(new ArrayBuffer(8));

/** 2^n for −1022 ≤ n ≤ 1023. */
function powerOfTwo(n: number): number {
  view.setInt32(0, (n + 1023) << 20);
  return view.getFloat64(0);
}
