/** @file The search in the page: one island that reports its best programs a few times a second. */
import { OPERATORS } from "../programs/program.ts";
import { island } from "../search/island.ts";
import { PAPER_ALPHABET } from "../search/mutate.ts";
import { defineTarget } from "../targets/target.ts";
import type { Entry } from "../search/archive.ts";
import type { Settings } from "./settings.ts";

export interface Report {
  fitted: number;
  seconds: number;
  leaders: Entry[];
}

interface Scope {
  addEventListener(type: "message", listener: (event: MessageEvent<Settings>) => void): void;
  postMessage(report: Report): void;
}
const scope = globalThis as unknown as Scope;

scope.addEventListener("message", ({ data: { expression, domain, error, maxOperations, seed, sqrt } }) => {
  const own = island(
    {
      target: defineTarget(expression, { domain, error }),
      maxOperations,
      seed,
      alphabet: sqrt ? [...PAPER_ALPHABET, OPERATORS.sqrt] : PAPER_ALPHABET,
      points: maxOperations > 12 ? 64 : 32,
    },
    "island 0",
  );
  const start = performance.now();
  const slice = (): void => {
    const until = performance.now() + 250;
    while (performance.now() < until) own.advance(20);
    scope.postMessage({
      fitted: own.fitted,
      seconds: (performance.now() - start) / 1000,
      leaders: own.emigrants(),
    });
    setTimeout(slice, 0);
  };
  slice();
});
