import { random } from "@working-papers/lab";
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { batchOf, exactlyRight, predict, share, uniform } from "../index.ts";
import { loadSmall, SMALL, smallTask } from "./load.ts";

test.each(["ordinal", "reversed"] as const)(
  "the model that the page opens with answers nearly all products, %s",
  async (order) => {
    const params = loadSmall(order, await readFile(new URL(`${order}.safetensors`, import.meta.url)));
    const task = smallTask(order);
    const problems = batchOf(uniform(task), random(2026), 0, 2000);
    const right = share(exactlyRight(task, await predict(task, SMALL, params, problems)));
    expect(right).toBeGreaterThan(order === "ordinal" ? 0.96 : 0.995);
  },
);
