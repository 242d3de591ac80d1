/** @file Trending for its page: every score as a sum that a reader can add up, from what was counted on each day. */
import {
  explain,
  readInputs,
  readTrending,
  STORED,
  type Formula,
  type Input,
  type Member,
  type Term,
} from "@working-papers/daily";
import { daily } from "./daily.ts";
import { evidence } from "./evidence.ts";
import { listedView, type ListedView } from "./listed.ts";
import { withVotes } from "./votes.ts";

/** One count of one day, and what of it is left. */
export interface SumLine {
  day: string;
  says: string;
  count: number;
  weight: number;
  /** Days since then. */
  ago: number;
  /** What is left after them: 2^(−days / half-life). */
  left: number;
  product: number;
}

export interface RankedPaper {
  rank: number;
  score: number;
  why: string;
  paper: ListedView;
  lines: SumLine[];
  /** All votes of the window, those that do not count too. */
  stored: number;
  counted: number;
  /** Within the logarithm, besides the 1. */
  attention: number;
  age: { since: string; days: number; costs: number };
}

export interface TrendingPage {
  day: string | undefined;
  /** ISO time. */
  computed: string | undefined;
  formula: Formula | undefined;
  papers: RankedPaper[];
}

const DAY_MS = 86_400_000;

/** The stored list of a day, or of the last one before it that has one. */
export async function trendingPage(asked: string, most: number, member?: Member): Promise<TrendingPage> {
  const { db } = daily().database;
  const [known, trending] = await Promise.all([evidence(), readTrending(db, asked, most)]);
  if (!trending) return { day: undefined, computed: undefined, formula: undefined, papers: [] };
  const inputs = await readInputs(db, trending.day, 0);
  const views = await withVotes(
    member,
    trending.papers.map((paper) => listedView(paper, known.byArxiv.get(paper.id))),
  );
  return {
    day: trending.day,
    computed: inputs?.computed.toISOString(),
    formula: inputs?.formula,
    papers: trending.papers.map(({ rank, score, terms, counts }, i) => ({
      rank,
      score,
      why: explain(terms),
      paper: views[i],
      ...sumOf(trending.day, inputs?.formula, terms, counts),
    })),
  };
}

function sumOf(
  today: string,
  formula: Formula | undefined,
  terms: readonly Term[],
  counts: readonly Input[],
): Pick<RankedPaper, "lines" | "stored" | "counted" | "attention" | "age"> {
  const days = (from: string): number => Math.round((Date.parse(today) - Date.parse(from)) / DAY_MS);
  const lines = counts.flatMap(({ kind, day, value }): SumLine[] => {
    const term = formula?.terms.find((one) => one.kind === kind);
    if (!term || !formula) return [];
    const ago = days(day);
    const left = 2 ** (-ago / formula.halfLife);
    return [
      {
        day,
        says: term.says,
        count: value,
        weight: term.weight,
        ago,
        left,
        product: value * term.weight * left,
      },
    ];
  });
  const total = (kind: string): number =>
    counts.filter((one) => one.kind === kind).reduce((sum, { value }) => sum + value, 0);
  const age = terms.find(({ kind }) => kind === "age");
  return {
    lines: lines.toSorted((a, b) => b.day.localeCompare(a.day) || b.product - a.product),
    stored: total(STORED),
    counted: total("votes"),
    attention: lines.reduce((sum, { product }) => sum + product, 0),
    age: {
      since: new Date(Date.parse(today) - (age?.value ?? 0) * DAY_MS).toISOString().slice(0, 10),
      days: age?.value ?? 0,
      costs: age?.product ?? 0,
    },
  };
}
