/**
 * @file Recommendations, measured: a made-up member votes for half of the records that a record of CACM cites or is cited by, and the other half is to be
 * recommended. So it tells how well «more like this» finds what belongs together, not what a person would like.
 *
 * Beside it stand what costs nothing: the records cited most, whoever asks; and records related to the latest vote alone.
 */
import { alikeTo } from "../search/alike.ts";
import { idOf } from "../search/corpus.ts";
import { relatedTo } from "../search/related.ts";
import type { Cacm } from "./cacm.ts";
import { mean, ndcg, recall } from "./metrics.ts";
import type { Bench } from "./quality.ts";
import type { PersonalQualities, PersonalQuality } from "./recorded.ts";

const odd = (id: number): boolean => id % 2 === 1;

/** Citations of a record by which a member is made up. */
const LEAST = 6;
const FIRST = 20;

/** @param part the records by which members are made up */
export function measurePersonal(
  bench: Bench,
  cacm: Cacm,
  part: (id: number) => boolean = odd,
): PersonalQualities {
  const { corpus, vectors } = bench;
  const members = [...cacm.cited]
    .filter(([id, cited]) => cited.size >= LEAST && part(Number(id)))
    .map(([id, cited]) => halves(id, cited));
  const popular = [...cacm.cited].sort((a, b) => b[1].size - a[1].size).map(([id]) => id);
  const maskOf = (voter: string): Uint8Array => {
    const mask = new Uint8Array(corpus.size).fill(1);
    // The record by which the member was made up is in neither half.
    mask[numberOf(voter)] = 0;
    return mask;
  };
  const quality = (recommend: (member: Halves) => string[]): PersonalQuality => {
    const found = members.map((member) => ({ ids: recommend(member), hidden: member.hidden }));
    return {
      ndcg10: mean(found.map(({ ids, hidden }) => ndcg(ids, hidden, 10))),
      recall20: mean(found.map(({ ids, hidden }) => recall(ids, hidden, FIRST))),
    };
  };
  const alike = (of: typeof vectors | undefined) => (member: Halves) =>
    alikeTo(corpus, of, member.voted.map(numberOf), FIRST, maskOf(member.id)).map(({ number }) =>
      idOf(corpus, number),
    );
  return {
    members: members.length,
    votes: mean(members.map(({ voted }) => voted.length)),
    alike: quality(alike(vectors)),
    words: quality(alike(undefined)),
    latest: quality((member) =>
      relatedTo(corpus, vectors, numberOf(member.voted[0]), FIRST + LEAST * 10)
        .map(({ number }) => idOf(corpus, number))
        .filter((id) => id !== member.id && !member.voted.includes(id))
        .slice(0, FIRST),
    ),
    popular: quality((member) =>
      popular.filter((id) => id !== member.id && !member.voted.includes(id)).slice(0, FIRST),
    ),
  };
}

const numberOf = (id: string): number => Number(id) - 1;

interface Halves {
  id: string;
  voted: string[];
  hidden: Set<string>;
}

/** By a mixing function of both records' numbers (splitmix32): the same halves on every machine. */
function halves(id: string, cited: ReadonlySet<string>): Halves {
  const shuffled = [...cited].sort((a, b) => mixed(id, a) - mixed(id, b));
  const half = Math.ceil(shuffled.length / 2);
  return { id, voted: shuffled.slice(0, half), hidden: new Set(shuffled.slice(half)) };
}

function mixed(a: string, b: string): number {
  let z = Math.imul(Number(a), 0x9e37_79b9) + Number(b);
  z = Math.imul(z ^ (z >>> 16), 0x21f0_aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a_2d97);
  return (z ^ (z >>> 15)) >>> 0;
}
