/**
 * @file Conditional propagation: a carrier that moves unless its environment blocks it (arXiv:2203.14081).
 *
 * Every site has a carrier bit and an environment bit; blocks of two sites change by one table, and the partition alternates. The paper's
 * table lists eight of the sixteen patterns; the other eight follow by exchanging particles and holes. Carriers are never made or lost,
 * but the environment answers back, so that the number of all bits changes.
 */
import { margolusStep } from "./automata.ts";
import { bitText, uniqueJump, type UniqueJump } from "./unique-jump.ts";

const BITS_PER_SITE = 2;

/**
 * The table, each pattern as carrier and environment of the first site, then of the second. A lone carrier changes its site, except for
 * 1101: a carrier at the first site between two set environment bits stays.
 */
const LISTED: readonly (readonly [before: string, after: string])[] = [
  ["1111", "1111"],
  ["1110", "1011"],
  ["1011", "1110"],
  ["1010", "1010"],
  ["1001", "0011"],
  ["1100", "0110"],
  ["0111", "1101"],
  ["1101", "1000"],
];

const fromText = (text: string): number =>
  Array.from(text).reduce((pattern, bit, k) => pattern | (Number(bit) << k), 0);

const TABLE = new Uint8Array(16);
for (const [before, after] of LISTED) {
  TABLE[fromText(before)] = fromText(after);
  TABLE[15 ^ fromText(before)] = 15 ^ fromText(after);
}

/** What a block becomes. Bits 0 and 1 are carrier and environment of the first site, bits 2 and 3 of the second. */
export function conditionalBlock(pattern: number): number {
  return TABLE[pattern];
}

/** The control without a condition: both carriers always change places, and the environment stays. */
export function unconditionalBlock(pattern: number): number {
  return (pattern & 0b1010) | ((pattern & 1) << 2) | ((pattern >> 2) & 1);
}

/** A whole step, both partitions, on a ring of an even number of sites: at most two sites of motion. */
export function conditionalPropagation(sites: number): UniqueJump {
  const bits = BITS_PER_SITE * sites;
  return uniqueJump(2 ** bits, margolusStep(conditionalBlock, BITS_PER_SITE, sites), { show: bitText(bits) });
}
