/** @file Threads change nothing but the time. */
import { expect, test } from "vitest";
import { defineTarget } from "../targets/target.ts";
import { PAPER_ALPHABET } from "./mutate.ts";
import { EXCHANGE_EVERY, search } from "./search.ts";
import { threadedSearch } from "./threads.ts";

test("two islands on two threads find what two islands in one thread find", async () => {
  const options = { maxOperations: 6, seed: 9, alphabet: PAPER_ALPHABET };
  const threads = threadedSearch({ ...options, function: "exp2(x)", domain: [0, 1], error: "relative" }, 2);
  const single = search({ ...options, target: defineTarget("exp2(x)"), islands: 2 });
  for (let i = 0; i < 2; i++) {
    await threads.advance(40);
    for (let round = 0; round < EXCHANGE_EVERY; round++) single.advance(40);
  }
  expect(threads.leaders()).toEqual(single.leaders());
  expect(threads.fitted).toBe(single.fitted);
  await threads.close();
}, 60_000);
