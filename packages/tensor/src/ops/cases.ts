/** The property-test cases of every primitive: one suite, which Node runs on cpu and Chromium on wasm. */
import type { Cases } from "../testing/cases.ts";
import { controlCases } from "../control/control.cases.ts";
import { coreCases } from "./core.cases.ts";
import { indexingCases } from "./indexing.cases.ts";
import { linalgCases } from "./linalg.cases.ts";
import { networkCases } from "./network.cases.ts";

export const cases: Cases = {
  ...coreCases,
  ...indexingCases,
  ...networkCases,
  ...controlCases,
  ...linalgCases,
};
