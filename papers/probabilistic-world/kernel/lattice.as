// The colliding movers, 128 cells at a time, in place: one pass over four bit planes per step.
//
// Cell x is bit x mod 64 of 64-bit lane ⌊x/64⌋, in the order of memory: little-endian words of 32 bits are the same cells. Motion shifts each
// lane by a bit; the bit that falls out enters the neighbouring lane, which is shuffled beside it.

/** Where planes may begin. */
export function heapStart(): usize {
  return __heap_base;
}

/** Movers to the right by one cell: the lane to the left of each lane gives its highest bit. */
// @ts-ignore: decorator
@inline
function toRight(before: v128, here: v128): v128 {
  const lanes = v128.shuffle<u64>(before, here, 1, 2);
  return v128.or(i64x2.shl(here, 1), i64x2.shr_u(lanes, 63));
}

/** Movers to the left by one cell: the lane to the right of each lane gives its lowest bit. */
// @ts-ignore: decorator
@inline
function toLeft(here: v128, after: v128): v128 {
  const lanes = v128.shuffle<u64>(here, after, 1, 2);
  return v128.or(i64x2.shr_u(here, 1), i64x2.shl(lanes, 63));
}

/**
 * Moves r1, r2 to the right and l1, l2 to the left; then colours flip where one of each meet and `unequal` or `any` allow it.
 * `any` is −1 for the extended rule; with `collide` 0 nothing collides.
 */
export function pass(r1: usize, r2: usize, l1: usize, l2: usize, bytes: usize, any: i32, collide: i32): void {
  const everywhere = i32x4.splat(any);
  const active = i32x4.splat(collide);
  const last = bytes - 16;
  let before1 = v128.load(r1 + last);
  let before2 = v128.load(r2 + last);
  const first1 = v128.load(l1);
  const first2 = v128.load(l2);
  let here1 = first1;
  let here2 = first2;
  for (let at: usize = 0; at < last; at += 16) {
    const after1 = v128.load(l1 + at, 16);
    const after2 = v128.load(l2 + at, 16);
    const old1 = v128.load(r1 + at);
    const old2 = v128.load(r2 + at);
    const a = toRight(before1, old1);
    const b = toRight(before2, old2);
    const c = toLeft(here1, after1);
    const d = toLeft(here2, after2);
    const meet = v128.and(v128.and(v128.xor(a, b), v128.xor(c, d)), active);
    const flip = v128.and(meet, v128.or(v128.xor(a, c), everywhere));
    v128.store(r1 + at, v128.xor(a, flip));
    v128.store(r2 + at, v128.xor(b, flip));
    v128.store(l1 + at, v128.xor(c, flip));
    v128.store(l2 + at, v128.xor(d, flip));
    before1 = old1;
    before2 = old2;
    here1 = after1;
    here2 = after2;
  }
  const a = toRight(before1, v128.load(r1 + last));
  const b = toRight(before2, v128.load(r2 + last));
  const c = toLeft(here1, first1);
  const d = toLeft(here2, first2);
  const meet = v128.and(v128.and(v128.xor(a, b), v128.xor(c, d)), active);
  const flip = v128.and(meet, v128.or(v128.xor(a, c), everywhere));
  v128.store(r1 + last, v128.xor(a, flip));
  v128.store(r2 + last, v128.xor(b, flip));
  v128.store(l1 + last, v128.xor(c, flip));
  v128.store(l2 + last, v128.xor(d, flip));
}

/** Collisions alone. */
export function meetings(r1: usize, r2: usize, l1: usize, l2: usize, bytes: usize, any: i32): void {
  const everywhere = i32x4.splat(any);
  for (let at: usize = 0; at < bytes; at += 16) {
    const a = v128.load(r1 + at);
    const b = v128.load(r2 + at);
    const c = v128.load(l1 + at);
    const d = v128.load(l2 + at);
    const meet = v128.and(v128.xor(a, b), v128.xor(c, d));
    const flip = v128.and(meet, v128.or(v128.xor(a, c), everywhere));
    v128.store(r1 + at, v128.xor(a, flip));
    v128.store(r2 + at, v128.xor(b, flip));
    v128.store(l1 + at, v128.xor(c, flip));
    v128.store(l2 + at, v128.xor(d, flip));
  }
}

/** How many bits of a plane are set. */
export function population(plane: usize, bytes: usize): f64 {
  let total: f64 = 0;
  for (let at: usize = 0; at < bytes; at += 8) total += <f64>i64.popcnt(load<i64>(plane + at));
  return total;
}

/** Copies a plane; what the machine's memory allows, for comparison. */
export function copy(from: usize, to: usize, bytes: usize): void {
  memory.copy(to, from, bytes);
}
