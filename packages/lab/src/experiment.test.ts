/** @file Parameters: what is offered, what is accepted, and what is said when one is refused. */
import { describe, expect, test } from "vitest";
import { z } from "zod";
import {
  allowedValues,
  defineExperiment,
  describeParameters,
  resolveParameters,
  UsageError,
} from "./experiment.ts";
import { sums } from "./testing.ts";

test("parameters are described with their types and bounds", () => {
  expect(describeParameters(sums)).toEqual([
    { name: "count", title: "How many", type: "integer", minimum: 1, maximum: 10_000 },
    { name: "sign", title: "Sign", type: "enum", choices: ["plus", "minus"] },
    { name: "scale", title: "Scale", type: "number", minimum: 0, maximum: 2 },
    { name: "squared", title: "Squared", type: "boolean" },
  ]);
  expect(describeParameters(sums).map(allowedValues)).toEqual([
    "a whole number from 1 to 10000",
    "one of plus, minus",
    "a number from 0 to 2",
    "true or false",
  ]);
});

describe("steps and bounds that a number itself may not have", () => {
  const parameters = z.strictObject({
    width: z.int().multipleOf(8).min(1).max(515),
    rank: z.int().gt(0).lt(9),
    rate: z.number().gt(0).max(1),
    share: z.number().gte(0).lt(1),
    loss: z.number().lt(1),
    gain: z.number().gt(1),
    tenth: z.number().multipleOf(0.1),
    size: z.int().max(5),
  });
  const preset = {
    parameters: { width: 8, rank: 1, rate: 1, share: 0, loss: 0, gain: 2, tenth: 0.3, size: 1 },
    cost: "nothing",
  };
  const bounded = { ...sums, parameters, presets: { quick: preset, full: preset } };

  test("are described, those of whole numbers as the least and the greatest that are allowed", () => {
    expect(describeParameters(bounded)).toEqual([
      { name: "width", title: "width", type: "integer", minimum: 8, maximum: 512, step: 8 },
      { name: "rank", title: "rank", type: "integer", minimum: 1, maximum: 8 },
      { name: "rate", title: "rate", type: "number", exclusiveMinimum: 0, maximum: 1 },
      { name: "share", title: "share", type: "number", minimum: 0, exclusiveMaximum: 1 },
      { name: "loss", title: "loss", type: "number", exclusiveMaximum: 1 },
      { name: "gain", title: "gain", type: "number", exclusiveMinimum: 1 },
      { name: "tenth", title: "tenth", type: "number", step: 0.1 },
      { name: "size", title: "size", type: "integer", maximum: 5 },
    ]);
  });

  test("are said in sentences", () => {
    expect(describeParameters(bounded).map(allowedValues)).toEqual([
      "a multiple of 8 from 8 to 512",
      "a whole number from 1 to 8",
      "a number above 0 and at most 1",
      "a number of at least 0 and below 1",
      "a number below 1",
      "a number above 1",
      "a multiple of 0.1",
      "a whole number of at most 5",
    ]);
    expect(() => resolveParameters(bounded, "quick", { width: "9" })).toThrow(
      "Parameter width must be a multiple of 8 from 8 to 512, not «9».",
    );
    expect(() => resolveParameters(bounded, "quick", { rate: "0" })).toThrow(
      "Parameter rate must be a number above 0 and at most 1, not «0».",
    );
  });
});

test("overrides replace the preset's values, as values or as text", () => {
  expect(resolveParameters(sums, "quick", { count: 7 })).toEqual({
    count: 7,
    sign: "plus",
    scale: 1,
    squared: false,
  });
  expect(
    resolveParameters(sums, "full", { count: " 7 ", sign: "minus", scale: "0.5", squared: "true" }),
  ).toEqual({
    count: 7,
    sign: "minus",
    scale: 0.5,
    squared: true,
  });
});

test.each([
  ["quick", { count: 0 }, "Parameter count must be a whole number from 1 to 10000, not 0."],
  ["quick", { count: 2.5 }, "Parameter count must be a whole number from 1 to 10000, not 2.5."],
  ["quick", { count: "" }, "Parameter count must be a whole number from 1 to 10000, not «»."],
  ["quick", { count: "1e9" }, "Parameter count must be a whole number from 1 to 10000, not «1e9»."],
  ["quick", { count: Number.NaN }, "Parameter count must be a whole number from 1 to 10000, not null."],
  ["quick", { count: "Infinity" }, "Parameter count must be a whole number from 1 to 10000, not «Infinity»."],
  ["quick", { sign: "minis" }, "Parameter sign must be one of plus, minus, not «minis»."],
  ["quick", { squared: "yes" }, "Parameter squared must be true or false, not «yes»."],
  ["quick", { cuont: 1 }, "Experiment sums has no parameter «cuont». Did you mean count?"],
  ["quick", Object.fromEntries([["__proto__", 9]]), "Experiment sums has no parameter «__proto__»."],
  ["quick", { __proto__: null, constructor: 1 }, "Experiment sums has no parameter «constructor»."],
  ["quik", {}, "Experiment sums has no preset «quik». Did you mean quick?"],
  ["toString", {}, "Experiment sums has no preset «toString»."],
])("preset %s with %j is refused with a sentence", (preset, overrides, message) => {
  expect(() => resolveParameters(sums, preset, overrides)).toThrow(UsageError);
  expect(() => resolveParameters(sums, preset, overrides)).toThrow(message);
});

test("an experiment whose preset breaks its own schema is refused when it is defined", () => {
  const presets = {
    ...sums.presets,
    quick: { ...sums.presets.quick, parameters: { ...sums.presets.quick.parameters, count: 0 } },
  };
  expect(() => defineExperiment({ ...sums, presets })).toThrow("Parameter count must be");
});

test.each(["Sums", "my_sums", "", "sums-", "../sums"])("«%s» is no id of an experiment", (id) => {
  expect(() => defineExperiment({ ...sums, id })).toThrow(
    `The id of an experiment must be lower-case words joined by hyphens, not «${id}».`,
  );
});

test("a parameter that no form can offer is refused", () => {
  const parameters = z.strictObject({ names: z.array(z.string()) });
  expect(() => describeParameters({ ...sums, parameters })).toThrow(
    "Parameter names must be a number, an enum or a boolean",
  );
});
