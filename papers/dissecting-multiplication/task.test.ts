import { random } from "@working-papers/lab";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  distinct,
  answerPlace,
  batchOf,
  cascadeLength,
  ceiling,
  columns,
  coupledPositions,
  curriculum,
  defineTask,
  inputLength,
  multiplication,
  multiplied,
  notSimple,
  overlaps,
  problemKey,
  promptLength,
  rowLength,
  SUBTASKS,
  subtasks,
  templated,
  textOf,
  uniform,
  unitsApart,
  unseen,
  withSimple,
  without,
  writeProblem,
  type Problem,
  type Task,
} from "./index.ts";

const written = (task: Task, a: number, b: number): string => {
  const row = new Int32Array(rowLength(task));
  writeProblem(task, a, b, row);
  return textOf(task, row);
};

test("problems are written as the paper writes them", () => {
  expect(written(multiplication(5, 1), 57257, 2)).toBe("57257×2=114514");
  expect(written(multiplication(5, 1, "reversed"), 57257, 2)).toBe("57257×2=415411");
  expect(written(multiplication(5, 5), 57257, 51422)).toBe("57257×51422=2944269454");
  expect(written(multiplication(5, 5, "reversed"), 57257, 51422)).toBe("57257×51422=4549624492");
});

test("leading zeros are written, in operands and answers", () => {
  expect(written(multiplication(5, 1), 12, 0)).toBe("00012×0=000000");
});

test("a task of one's own may have another base", () => {
  const sum = defineTask({ operator: "+", base: 2, left: 4, right: 4, answer: 5, result: (a, b) => a + b });
  expect(written(sum, 11, 6)).toBe("1011+0110=10001");
});

test("lengths add up, and answer digits have their places in either order", () => {
  const task = multiplication(5, 1);
  expect([promptLength(task), inputLength(task), rowLength(task)]).toEqual([8, 13, 14]);
  expect(answerPlace(task, 0)).toBe(13);
  expect(answerPlace(multiplication(5, 1, "reversed"), 0)).toBe(8);
});

test("an answer that can outgrow its digits is refused", () => {
  expect(() => defineTask({ operator: "+", left: 3, right: 3, answer: 3, result: (a, b) => a + b })).toThrow(
    "999 + 999 gives 1998, which is not a whole number of 3 digits to base 10.",
  );
  expect(() => defineTask({ operator: "5", left: 3, right: 3, answer: 4, result: (a, b) => a + b })).toThrow(
    "An operator is one character that is no letter, digit or =, not «5».",
  );
});

test("operands that do not fit their digits are refused, and so are tasks whose problems cannot be told apart", () => {
  const task = multiplication(5, 1);
  for (const [a, b] of [
    [100_000, 1],
    [-1, 1],
    [1.5, 1],
    [1, 10],
  ])
    expect(() => written(task, a, b)).toThrow("An operand is a whole number of");
  const units = { operator: "#", left: 9, right: 9, answer: 1, result: (a: number) => a % 10 };
  expect(() => defineTask(units)).toThrow("Both operands together may have as many digits");
});

test("numbers of more digits than one draw has are drawn digit by digit", () => {
  const task = defineTask({ operator: "+", left: 11, right: 2, answer: 12, result: (a, b) => a + b });
  const drawn = batchOf(uniform(task), random(1), 0, 2000).map(([a]) => a);
  expect(Math.max(...drawn)).toBeLessThan(10 ** 11);
  const highest = Array.from(
    { length: 10 },
    (_, digit) => drawn.filter((a) => Math.floor(a / 10 ** 10) === digit).length,
  );
  const units = Array.from({ length: 10 }, (_, digit) => drawn.filter((a) => a % 10 === digit).length);
  for (const count of [...highest, ...units]) expect(Math.abs(count - 200)).toBeLessThan(60);
});

test("subtasks are of products alone, ceilings of any task by one digit", () => {
  const sum = defineTask({ operator: "+", left: 3, right: 1, answer: 4, result: (a, b) => a + b });
  expect(() => subtasks(sum)).toThrow("Subtasks are those of a product by one digit");
  expect(() => subtasks(multiplication(2, 2))).toThrow("Subtasks are those of a product by one digit");
  expect(ceiling(sum, 3).exact).toBe(1);
  // Of a + e the units digit carries with probability e / 10: the tens alone are best right in the mean of max(e, 10 − e) / 10.
  expect(ceiling(sum, 1).columns.slice(0, 2)).toEqual([1, 0.75]);
  expect(() => ceiling(sum, 0)).toThrow("A window is 1 to 3 digits of the first number, not 0.");
  expect(() => ceiling(sum, 4)).toThrow("not 4");
  expect(() => ceiling(multiplication(2, 2), 1)).toThrow("a second number of one digit");
});

test("columns follow the hand calculation of 47134 × 9 = 424206, which has a cascade of two", () => {
  const task = multiplication(5, 1);
  expect(columns(task, 47134, 9)).toEqual([
    { product: 36, carry: 0, sum: 36 },
    { product: 27, carry: 3, sum: 30 },
    { product: 9, carry: 3, sum: 12 },
    { product: 63, carry: 1, sum: 64 },
    { product: 36, carry: 6, sum: 42 },
  ]);
  expect(cascadeLength(task, [47134, 9])).toBe(2);
  expect(cascadeLength(task, [33334, 3])).toBe(4);
  expect(cascadeLength(task, [99999, 0])).toBe(0);
});

test("columns give back the product", () => {
  const task = multiplication(6, 1);
  fc.assert(
    fc.property(fc.nat(999_999), fc.nat(9), (a, e) => {
      const sums = columns(task, a, e).map(({ sum }, i) => (i < 5 ? (sum % 10) * 10 ** i : sum * 10 ** i));
      expect(sums.reduce((x, y) => x + y, 0)).toBe(a * e);
    }),
  );
});

const percent = (n: number, of: number): string => ((100 * n) / of).toFixed(1);

test("subtasks have the shares that an enumeration of all problems gave", () => {
  const task = multiplication(5, 1);
  const { label } = subtasks(task);
  const counts = SUBTASKS.map(() => 0);
  const units = SUBTASKS.map(() => 0);
  let top = 0;
  for (let a = 0; a < 100_000; a++)
    for (let e = 0; e < 10; e++) {
      const labels = label([a, e]);
      units[labels[0]]++;
      for (const each of labels.slice(1, 5)) counts[each]++;
      top += Number(labels[5] === 2);
    }
  expect(top).toBe(1_000_000);
  expect(counts.map((n) => percent(n, 4e6))).toEqual(["26.3", "13.0", "0.0", "12.0", "48.7"]);
  expect(units.map((n) => percent(n, 1e6))).toEqual(["42.0", "58.0", "0.0", "0.0", "0.0"]);
});

test("of the columns without a carry three quarters have a multiplier that only copies or clears", () => {
  const { label } = multiplied(unitsApart(subtasks(multiplication(5, 1))));
  expect(label([57257, 1])).toEqual([-1, -1, -1, -1, -1, -1]);
  expect(label([57257, 2])[0]).toBe(-1);
  const counts = SUBTASKS.map(() => 0);
  for (let a = 0; a < 100_000; a++)
    for (let e = 0; e < 10; e++) for (const each of label([a, e]).slice(1, 5)) if (each >= 0) counts[each]++;
  // 20 of the 26.3 % are those of 0 and 1.
  expect(counts.map((n) => percent(n, 4e6))).toEqual(["6.3", "13.0", "0.0", "12.0", "48.7"]);
});

test("partial products overlap as figure 4 shows", () => {
  expect(overlaps(multiplication(5, 5))).toEqual([1, 2, 3, 4, 5, 5, 4, 3, 2, 1]);
  expect(overlaps(multiplication(5, 1))).toEqual([1, 1, 1, 1, 1, 1]);
  expect(overlaps(multiplication(5, 5), "d000d")).toEqual([1, 1, 1, 1, 2, 2, 1, 1, 1, 1]);
  expect(overlaps(multiplication(5, 5), "000dd")).toEqual([1, 2, 2, 2, 2, 2, 1, 0, 0, 0]);
  expect(() => overlaps(multiplication(5, 5), "dd")).toThrow("A template is 5 letters, d or 0, not «dd».");
});

test("windows of digits have the ceilings counted in Python", () => {
  const small = multiplication(5, 1);
  const reversed = multiplication(5, 1, "reversed");
  const counted = [
    ceiling(small, 1),
    ceiling(small, 2),
    ceiling(reversed, 1, true),
    ceiling(reversed, 2, true),
  ];
  expect(counted.map(({ exact }) => (100 * exact).toFixed(2))).toEqual(["20.91", "77.35", "21.50", "100.00"]);
  expect(counted[1].columns.map((each) => (100 * each).toFixed(1))).toEqual([
    "100.0",
    "100.0",
    "90.8",
    "91.0",
    "91.1",
    "99.2",
  ]);
});

test("a template frees the digits it marks", () => {
  const draw = templated(multiplication(5, 5), "d000d");
  const stream = random(1);
  const seconds = Array.from({ length: 200 }, () => draw(stream)[1]);
  expect(seconds.every((b) => /^\d000\d$/.test(String(b).padStart(5, "0")))).toBe(true);
  expect(new Set(seconds).size).toBeGreaterThan(60);
  expect(() => templated(multiplication(5, 5), "dx")).toThrow("A template is 5 letters, d or 0, not «dx».");
});

test("simple samples have one digit that is not zero, in the share asked for", () => {
  const task = multiplication(3, 3);
  const stream = random(2);
  const draws = Array.from({ length: 4000 }, () => withSimple(task, 0.5)(stream)[1]);
  const simple = draws.filter((b) => String(b).replaceAll("0", "").length <= 1).length / draws.length;
  // Uniform numbers of three digits look simple in 28 of 1,000 cases.
  expect(simple).toBeGreaterThan(0.48);
  expect(simple).toBeLessThan(0.55);
});

test("what is not simple has two digits that are not zero, and its share of products is known", () => {
  const task = multiplication(3, 2);
  const drawn = batchOf(notSimple(task), random(3), 0, 5000).map(([, b]) => b);
  expect(drawn.every((b) => b > 10 && b % 10 > 0)).toBe(true);
  // 81 multipliers of 100.
  expect(new Set(drawn).size).toBe(81);
  const mixed = batchOf(withSimple(task, 0.5, notSimple(task)), random(3), 0, 5000).map(([, b]) => b);
  expect(mixed.filter((b) => b < 10 || b % 10 === 0).length / 5000).toBeCloseTo(0.5, 1);
  expect(() => notSimple(multiplication(3, 1))).toThrow("a number of one digit is a simple sample");
});

test("a batch is a function of seed and step alone", () => {
  const sampler = uniform(multiplication(5, 1));
  const [stream, used] = [random(7), random(7)];
  used.uint32();
  expect(batchOf(sampler, used, 12, 64)).toEqual(batchOf(sampler, stream, 12, 64));
  expect(batchOf(sampler, stream, 13, 64)).not.toEqual(batchOf(sampler, stream, 12, 64));
});

test("a curriculum draws from its first sampler up to a step, also where problems are held out", () => {
  const task = multiplication(2, 2);
  const staged = curriculum(templated(task, "00"), 3, templated(task, "d0"));
  const second = (step: number) =>
    batchOf(without(task, staged, new Set()), random(4), step, 200).map(([, b]) => b);
  expect(new Set(second(2))).toEqual(new Set([0]));
  expect(new Set(second(3))).toEqual(new Set([0, 10, 20, 30, 40, 50, 60, 70, 80, 90]));
});

test("coupled positions: digits of the same power share one, signs have their own", () => {
  // The places of 123×45=5535, of which the last is not fed.
  expect(coupledPositions(multiplication(3, 2, "reversed"))).toEqual([2, 1, 0, 5, 1, 0, 6, 0, 1, 2, 3]);
  expect(coupledPositions(multiplication(3, 2, "ordinal"))).toEqual([2, 1, 0, 5, 1, 0, 6, 4, 3, 2, 1]);
});

test("problems to test with are none of those seen, and too few are an error", () => {
  const task = multiplication(1, 1);
  const all = Array.from({ length: 100 }, (_, i): Problem => [Math.floor(i / 10), i % 10]);
  const seen = new Set(all.slice(0, 99).map((each) => problemKey(task, each)));
  expect(unseen(task, uniform(task), random(1), 1, seen)).toEqual([[9, 9]]);
  seen.add(99);
  expect(() => unseen(task, uniform(task), random(1), 1, seen)).toThrow("hold out fewer");
});

test("what is held out is never drawn", () => {
  const task = multiplication(1, 1);
  const problems = distinct(task, uniform(task), random(1), 60);
  const held = new Set(problems.map((each) => problemKey(task, each)));
  expect(held.size).toBe(60);
  const drawn = batchOf(without(task, uniform(task), held), random(2), 0, 2000);
  const keys = new Set(drawn.map((each) => problemKey(task, each)));
  expect([...keys].filter((key) => held.has(key))).toEqual([]);
  expect(keys.size).toBe(40);
  expect(() => distinct(task, uniform(task), random(1), 101)).toThrow(
    "101 different problems were asked for, and 100 were found.",
  );
  const all = new Set(Array.from({ length: 100 }, (_, key) => key));
  expect(() => batchOf(without(task, uniform(task), all), random(2), 0, 1)).toThrow("hold out fewer");
});
