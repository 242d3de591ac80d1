/** @file Parameters: what is offered, what is accepted, and what is said when one is refused. */
import { expect, test } from "vitest";
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
