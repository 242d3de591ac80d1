/**
 * @file The shape of a tile of the result and of the packed operands around it.
 *
 * A tile is ROWS × COLUMNS accumulators that stay in registers while k runs: 4 × 8 floats are 8 of the 16 vector registers of the smallest
 * machines. Operands are packed so that a tile reads both of them front to back. DEPTH bounds how much of k is packed at once, so
 * that one panel of b stays in the first-level cache.
 */
export const ROWS: i32 = 4;
export const COLUMNS: i32 = 8;
export const DEPTH: i32 = 512;

export const MAGNITUDE: i32 = 0x7fffffff;
export const SMALLEST: i32 = 0x00800000;
export const LARGEST: i32 = 0x7f7fffff;
export const INFINITY_FIELD: i32 = 0x7f800000;
export const NAN_FIELD: i32 = 0x7fc00000;
/** The fraction bits of a float32 removed: sign and exponent, which is the number's power of two with its sign. */
export const POWER: i32 = 0xff800000;
export const BIAS_FIELD: i32 = 0x3f800000;
/** 32 in the exponent: see tile-formula-underflow.ts. */
export const RAISE: i32 = 0x10000000;

/** What a panel's values allow: see pack.ts. */
export const HAS_ZERO: i32 = 1;
export const HAS_SPECIAL: i32 = 2;
/** Bytes of one panel's summary: smallest non-zero field, largest field, the flags above. */
export const SUMMARY: i32 = 12;

/** Element types of integer operands. */
export const INT8: i32 = 0;
export const UINT8: i32 = 1;
export const INT16: i32 = 2;
/** What chains of pair products are added up in. */
export const SUM_INT32: i32 = 0;
export const SUM_FLOAT32: i32 = 1;
export const SUM_FLOAT64: i32 = 2;

/** Bytes that describe a format to round to: see round.ts. */
export const FORMAT: i32 = 32;
