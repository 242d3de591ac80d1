/** @file The search in the page: one island that reports its best programs a few times a second. */
import { float32Judge } from "../float32/judge.ts";
import { island } from "../search/island.ts";
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

scope.addEventListener("message", ({ data }) => {
  const { expression, domain, error, maxOperations, seed, alphabet, arithmetic } = data;
  const target = defineTarget(expression, { domain, error });
  const own = island(
    {
      target,
      maxOperations,
      seed,
      alphabet,
      points: maxOperations > 12 ? 64 : 32,
      ...(arithmetic === "float32" ? { judge: float32Judge(target) } : {}),
    },
    "island 0",
  );
  const start = performance.now();
  const slice = (): void => {
    const until = performance.now() + 250;
    while (performance.now() < until) own.advance(arithmetic === "float32" ? 5 : 20);
    scope.postMessage({
      fitted: own.fitted,
      seconds: (performance.now() - start) / 1000,
      leaders: own.emigrants(),
    });
    setTimeout(slice, 0);
  };
  slice();
});
