/** @file Verdicts, case by case. */
import { describe, expect, test } from "vitest";
import { Claim, type Expectation } from "./paper.ts";
import { runOf, sums } from "./testing.ts";
import { formatNumber, judge } from "./verdict.ts";

function claim(...expectations: Expectation[]): Claim {
  return Claim.parse({
    id: "T-1",
    statement: "A statement to be judged.",
    place: "here",
    reported: { text: "1" },
    scale: "full",
    needs: "a language model",
    checks: expectations.map((expected) => ({ experiment: "sums", measurement: "mean", expect: expected })),
  });
}

const near: Expectation = { kind: "near", value: 1, tolerance: 0.1 };
const exactly = (...values: number[]) => values.map((mean) => runOf(sums, { mean }, { varies: "never" }));
const seeds = (...values: number[]) => values.map((mean, seed) => runOf(sums, { mean }, { seed }));

describe("a claim with one exact measurement", () => {
  test.each([
    [near, 1.05, "reproduced"],
    [near, 0.9, "reproduced"],
    [near, 1.11, "not reproduced"],
    [{ kind: "near", value: 1, tolerance: 0 }, 1, "reproduced"],
    [{ kind: "atLeast", value: 1 }, 1, "reproduced"],
    [{ kind: "atLeast", value: 1 }, 0.999, "not reproduced"],
    [{ kind: "atLeast", value: 1 }, 1e9, "reproduced"],
    [{ kind: "atMost", value: 1 }, 1, "reproduced"],
    [{ kind: "atMost", value: 1 }, 1.001, "not reproduced"],
    [{ kind: "between", low: 2, high: 3 }, 2.5, "reproduced"],
    [{ kind: "between", low: 2, high: 3 }, 3.5, "not reproduced"],
  ] as [Expectation, number, string][])(
    "expecting %j and measuring %d is %s",
    (expectation, value, verdict) => {
      expect(judge(claim(expectation), exactly(value)).verdict).toBe(verdict);
    },
  );
});

describe("a claim measured over seeds", () => {
  test("is reproduced when the whole interval lies inside", () => {
    expect(judge(claim(near), seeds(1.0, 1.01, 0.99)).verdict).toBe("reproduced");
  });

  test("is not reproduced when the whole interval lies outside", () => {
    expect(judge(claim(near), seeds(2.0, 2.01, 1.99)).verdict).toBe("not reproduced");
  });

  test("is partly reproduced when the interval straddles the border, though the mean lies inside", () => {
    const { verdict, checks } = judge(claim(near), seeds(0.9, 1.0, 1.15));
    expect(verdict).toBe("partly");
    expect(checks[0].outcome).toBe("undecided");
  });

  test("is not tested with fewer than three seeds", () => {
    expect(judge(claim(near), seeds(1, 1))).toMatchObject({
      verdict: "not tested",
      reason: "2 of 3 seeds of sums are recorded.",
      runs: [],
    });
  });

  test("counts one run a seed, the first, so that no seed is repeated until it passes", () => {
    const runs = [
      runOf(sums, { mean: 5 }, { seed: 1, startedAt: "2026-01-01T00:00:00.000Z" }),
      runOf(sums, { mean: 1 }, { seed: 1, startedAt: "2026-01-02T00:00:00.000Z" }),
    ];
    expect(judge(claim(near), runs).verdict).toBe("not tested");
    const failing = seeds(5, 5, 5);
    const again = [0, 1, 2].map((seed) =>
      runOf(sums, { mean: 1 }, { seed, startedAt: "2026-01-02T00:00:00.000Z" }),
    );
    const { verdict, runs: counted } = judge(claim(near), [...again, ...failing]);
    expect(verdict).toBe("not reproduced");
    expect(counted).toEqual(failing.map(({ id }) => id));
    expect(judge(claim(near), [...again, ...seeds(1, 1, 1)]).verdict).toBe("reproduced");
  });

  test("takes of two runs that began in the same moment the same one in whatever order they come", () => {
    const [one, other] = [5, 1].map((mean) => runOf(sums, { mean }, { varies: "never" }));
    expect(judge(claim(near), [one, other])).toEqual(judge(claim(near), [other, one]));
  });

  test("says what was measured, over how many seeds, and what was expected", () => {
    expect(judge(claim(near), seeds(1, 1, 1)).reason).toBe(
      "mean: measured 1 (95 % interval 1 to 1, 3 seeds), 1 ± 0.1 expected: holds.",
    );
  });
});

describe("a reason", () => {
  // The interval of the last: 0.9999967 ± 4.30265 · 2.0817e−5 / √3, Student's t with two degrees of freedom.
  test.each([
    [{ kind: "atLeast", value: 1 }, [0.99996], "measured 0.99996, at least 1 expected: fails"],
    [{ kind: "atLeast", value: 1 }, [0.9994], "measured 0.9994, at least 1 expected: fails"],
    [{ kind: "atMost", value: 0.99996 }, [1], "measured 1, at most 0.99996 expected: fails"],
    [{ kind: "near", value: 0, tolerance: 0 }, [1e-9], "measured 1e−9, exactly 0 expected: fails"],
    [{ kind: "atMost", value: 3e6 }, [3_000_100], "measured 3.0001e+6, at most 3e+6 expected: fails"],
    [near, [1.100001], "measured 1.100001, 1 ± 0.1 expected: fails"],
    [{ kind: "between", low: 2, high: 3 }, [3.00004], "measured 3.00004, 2 to 3 expected: fails"],
    [
      { kind: "atMost", value: 1 },
      [0.99998, 0.99999, 1.00002],
      "measured 0.999997 (95 % interval 0.999945 to 1.00005, 3 seeds), at most 1 expected: undecided",
    ],
  ] as [Expectation, number[], string][])(
    "expecting %j of %j has the digits that show why",
    (expectation, values, said) => {
      const runs = values.length === 1 ? exactly(...values) : seeds(...values);
      expect(judge(claim(expectation), runs).checks[0].reason).toBe(`mean: ${said}.`);
    },
  );
});

describe("a claim with several checks", () => {
  test("is partly reproduced when some hold and some fail", () => {
    const { verdict, reason } = judge(claim(near, { kind: "atLeast", value: 3 }), exactly(1));
    expect(verdict).toBe("partly");
    expect(reason).toBe("1 of 2 checks hold. mean: measured 1, at least 3 expected: fails.");
  });

  test("is not reproduced when all fail", () => {
    expect(
      judge(claim({ kind: "atLeast", value: 2 }, { kind: "atLeast", value: 3 }), exactly(1)).verdict,
    ).toBe("not reproduced");
  });

  const undecided: Expectation = { kind: "atLeast", value: 1 };
  const failing: Expectation = { kind: "atLeast", value: 5 };
  const measured = seeds(0.9, 1, 1.1);
  const range = "measured 1 (95 % interval 0.7516 to 1.248, 3 seeds)";

  test("is not reproduced when none holds and some fail, and says how many are undecided", () => {
    expect(judge(claim(undecided, failing), measured)).toMatchObject({
      verdict: "not reproduced",
      reason: `Neither check holds, 1 undecided. mean: ${range}, at least 5 expected: fails. mean: ${range}, at least 1 expected: undecided.`,
    });
    expect(judge(claim(undecided, undecided, failing, undecided), measured).reason).toMatch(
      /^None of 4 checks holds, 3 undecided\. mean: .* at least 5 expected: fails\. .* And 1 more\.$/,
    );
  });

  test("is partly reproduced when some hold, or nothing fails", () => {
    expect(judge(claim(undecided, failing, { kind: "atLeast", value: 0 }), measured).verdict).toBe("partly");
    expect(judge(claim(undecided, undecided), measured).verdict).toBe("partly");
  });

  test("says of many checks how many hold, and spells out those that decide", () => {
    const four = claim(near, near, near, near);
    expect(judge(four, exactly(1)).reason).toMatch(/^All 4 checks hold\. mean: .* holds\. And 1 more\.$/);
    expect(judge(four, exactly(2)).reason).toMatch(
      /^None of 4 checks holds\. mean: .* fails\. And 1 more\.$/,
    );
  });

  test("rests on each run once", () => {
    expect(judge(claim(near, near), exactly(1)).runs).toHaveLength(1);
  });
});

describe("a claim is not tested", () => {
  test("without runs", () => {
    expect(judge(claim(near), [])).toMatchObject({
      verdict: "not tested",
      reason: "No recorded run of sums at preset full.",
    });
  });

  test("by runs with other parameters or of another preset", () => {
    const runs = [
      runOf(sums, { mean: 1 }, { varies: "never", altered: true }),
      runOf(sums, { mean: 1 }, { varies: "never", preset: "quick" }),
    ];
    expect(judge(claim(near), runs).verdict).toBe("not tested");
  });

  test("when it has no checks, and then says what it needs", () => {
    expect(judge(claim(), exactly(1))).toMatchObject({
      verdict: "not tested",
      reason: "Needs a language model",
    });
  });

  test("when it is out of reach, and then says what would be needed", () => {
    const far: Claim = { ...claim(), scale: "out of reach", scaleNote: "8 GPUs." };
    expect(judge(far, [])).toMatchObject({ verdict: "not tested", reason: "Out of reach here: 8 GPUs." });
  });

  test("when the experiment does not measure what is to be compared", () => {
    expect(judge(claim(near), [runOf(sums, { other: 1 }, { varies: "never" })]).reason).toBe(
      "Experiment sums does not measure mean.",
    );
  });
});

test("judging changes neither claim nor runs, and order does not matter", () => {
  const runs = Object.freeze(seeds(1, 1.02, 0.98).map((run) => Object.freeze(run)));
  expect(judge(Object.freeze(claim(near)), runs.toReversed())).toEqual(judge(claim(near), runs));
});

test.each([
  [0.030216, undefined, "0.03022"],
  [-0.25, undefined, "−0.25"],
  [65536, undefined, "65536"],
  [1.5e-7, undefined, "1.5e−7"],
  [-1.5e-7, undefined, "−1.5e−7"],
  [-2e9, undefined, "−2e+9"],
  [97.297, 1, "97.3"],
  [0, undefined, "0"],
])("%d with %s decimals prints as %s", (value, decimals, text) => {
  expect(formatNumber(value, decimals)).toBe(text);
});
