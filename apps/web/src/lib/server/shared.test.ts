import { expect, test } from "vitest";
import { shared } from "./shared.ts";

test("who comes while a question is under way gets the next answer, all of them the same", async () => {
  const answers: ((value: number) => void)[] = [];
  const ask = shared(() => new Promise<number>((resolve) => answers.push(resolve)));
  const first = ask();
  const [second, third] = [ask(), ask()];
  expect(answers).toHaveLength(1);
  answers[0](1);
  expect(await first).toBe(1);
  await Promise.resolve();
  expect(answers).toHaveLength(2);
  answers[1](2);
  expect(await Promise.all([second, third])).toEqual([2, 2]);
  const fourth = ask();
  expect(answers).toHaveLength(3);
  answers[2](3);
  expect(await fourth).toBe(3);
});

test("a failure is for those who asked, and not the end", async () => {
  let times = 0;
  const ask = shared(async () => {
    if (times++ === 0) throw new Error("not now");
    return times;
  });
  const first = ask();
  const second = ask();
  await expect(first).rejects.toThrow("not now");
  expect(await second).toBe(2);
});
