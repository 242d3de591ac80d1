/** @file Random chains on which the general statements are tried: every local factor and boundary term is drawn anew. */
import type { Random } from "@working-papers/lab";
import { chain, denseLink, type Chain } from "./chain.ts";
import type { IntegerChain } from "./exact-chain.ts";
import { matrix } from "./matrix.ts";
import { exp } from "@working-papers/lab/elementary";

/** Factors exp(−L) with L uniform in [−strength, strength], and boundary terms in (0, 1). */
export function randomChain(random: Random, bits: number, steps: number, strength = 1): Chain {
  const dimension = 2 ** bits;
  const links = Array.from({ length: steps }, () =>
    denseLink(matrix(dimension, () => exp(strength * (1 - 2 * random.uniform())))),
  );
  const ends = () => Float64Array.from({ length: dimension }, () => random.uniform() + 2 ** -20);
  return chain(links, ends(), ends());
}

/** Whole-number factors from 0 to 9, and boundary terms from 1 to 9. */
export function randomIntegerChain(random: Random, bits: number, steps: number): IntegerChain {
  const dimension = 2 ** bits;
  const whole = (low: number) => BigInt(random.integer(low, 9));
  const numbers = (low: number) => Array.from({ length: dimension }, () => whole(low));
  return {
    links: Array.from({ length: steps }, () => Array.from({ length: dimension }, () => numbers(0))),
    initial: numbers(1),
    final: numbers(1),
  };
}

/** Values of an observable, uniform in [−1, 1). */
export function randomObservable(random: Random, dimension: number): Float64Array {
  return Float64Array.from({ length: dimension }, () => 2 * random.uniform() - 1);
}
