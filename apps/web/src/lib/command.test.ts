import { expect, test } from "vitest";
import { changedParameters, runCommand } from "./command.ts";

test("a command repeats preset, seed and what was changed", () => {
  const changes = changedParameters({ bits: "5", reading: "field" }, { bits: 4, reading: "field" });
  expect(changes).toEqual({ bits: "5" });
  expect(runCommand({ paper: "l-mul", experiment: "offset", preset: "quick", seed: 1, changes })).toBe(
    "npx papers run l-mul/offset --preset quick --seed 1 --set bits=5",
  );
});

test("a value that a shell would read otherwise is quoted", () => {
  const changes = { name: "a'b; c" };
  expect(runCommand({ paper: "p", experiment: "e", preset: "full", seed: 0, changes })).toBe(
    "npx papers run p/e --preset full --seed 0 --set 'name=a'\\''b; c'",
  );
});
