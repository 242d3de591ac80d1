/**
 * @file The record of "Dissecting multiplication in transformers" and its claims.
 *
 * The paper's models are small, so much of it can be run at its own scale. It leaves out the width of the model and the
 * share of simple samples; both are parameters of the experiments, with the values of the addition study it follows as
 * defaults.
 */
import { definePaper } from "@working-papers/lab";
import { TABLE_3 } from "./reported.ts";

const reduced =
  "products of three digits by two instead of five by five, width 96 and at most 4 to 6 layers instead of 12, with about a million samples instead of 128,000";
/** With a multiplier of two digits many uniform products are simple samples, with one of five hardly any. */
const simpleApart = `${reduced}; simple samples are kept out of all other problems, of which they would be 19 %, with five digits 0.05 %`;
const simpleWithin = `${reduced}; 19 % of the uniform problems are simple samples as well, with five digits 0.05 %`;

export default definePaper({
  slug: "dissecting-multiplication",
  arxiv: "2407.15360",
  title: "Dissecting Multiplication in Transformers: Insights into LLMs",
  authors: ["Luyu Qiu", "Jianing Li", "Chi Su", "Chen Jason Zhang", "Lei Chen"],
  date: "2024-07-22",
  listed: "2026-09-10",
  categories: ["cs.CL"],
  summary:
    "A small decoder-only transformer is trained on products of five-digit numbers and taken apart: it splits the task into one subtask per column (base product, carry, use of a carry, and chains of carries) and learns them in this order. Carries over several columns and overlapping partial products are where it fails. Writing the answer with its units first, adding layers and training on simple samples as well are reported to bring 5×5-digit products to 99.9 %.",
  system:
    "Trains arithmetic transformers in chosen number formats and takes them apart: subtask curves, attention maps, head ablation and accuracy per digit.",
  claims: [
    {
      id: "A1",
      statement:
        "For a multi-digit number times a digit, a one-layer model is more accurate with the reversed answer at every number of heads from one to six.",
      place: "table 3",
      reported: {
        text: "66.2, 85.3, 89.8, 90.1, 91.1, 91.2 % in ordinary and 83.6, 96.3, 99.3, 99.3, 100, 99.9 % in reversed order",
      },
      scale: "full",
      checks: [
        {
          experiment: "heads",
          measurement: "leastGain",
          expect: { kind: "atLeast", value: 0 },
          says: "reversed is at least as accurate as ordinal at every number of heads, in percentage points",
        },
        {
          experiment: "heads",
          measurement: "reversedLeast",
          expect: { kind: "atLeast", value: 99 },
          says: "reversed, three heads or more, in percent",
        },
        ...(["ordinal", "reversed"] as const).flatMap((order) =>
          TABLE_3[order].map((value, i) => ({
            experiment: "heads",
            measurement: `${order}${i + 1}`,
            // The width is not in the paper, and matters most where a single head has to serve all columns.
            expect: { kind: "near" as const, value, tolerance: i === 0 ? 15 : 5 },
            says: `${order}, heads: ${i + 1}, in percent`,
          })),
        ),
      ],
    },
    {
      id: "A2",
      statement: "More than three heads bring hardly any further accuracy.",
      place: "table 3",
      reported: {
        text: "3 to 6 heads: 89.8 to 91.2 % in ordinary, 99.3 to 99.9 % in reversed order",
        value: 1.4,
        unit: "percentage points",
      },
      scale: "full",
      checks: [
        {
          experiment: "heads",
          measurement: "ordinalAfter3",
          expect: { kind: "atMost", value: 2 },
          says: "gain from 3 to 6 heads, ordinal, in percentage points",
        },
        {
          experiment: "heads",
          measurement: "reversedAfter3",
          expect: { kind: "atMost", value: 1 },
          says: "gain from 3 to 6 heads, reversed, in percentage points",
        },
      ],
    },
    {
      id: "A3",
      statement:
        "The first and the last digit of the answer are learned first, the digits between them together and later.",
      place: "figure 2",
      reported: { text: "A0 and A5 first, A1 to A4 together" },
      scale: "full",
      checks: [
        {
          experiment: "dissection",
          measurement: "endsOverMiddle",
          expect: { kind: "atMost", value: 0.8 },
          says: "time until A0 and A5 are below 0.5 nats over that of A1 to A4",
        },
        {
          experiment: "dissection",
          measurement: "middleSpread",
          expect: { kind: "atMost", value: 30 },
          says: "spread of the times of A1 to A4, in percent",
        },
      ],
    },
    {
      id: "A4",
      statement:
        "Column subtasks are learned in the order: base product without carry, base product with carry and carry, use of a carry, use of a carry with a further carry.",
      place: "figure 2",
      reported: { text: "BM without carry, then BM with carry and CA, then UC, then UCFC" },
      scale: "full",
      checks: [
        {
          experiment: "dissection",
          measurement: "orderAtHalf",
          expect: { kind: "atLeast", value: 1 },
          says: "each of BM, BM with carry, UC, UCFC is below 0.5 nats no sooner than the one before (least ratio of times)",
        },
        {
          experiment: "dissection",
          measurement: "orderAtFifth",
          expect: { kind: "atLeast", value: 1 },
          says: "the same at 0.2 nats",
        },
        {
          experiment: "dissection",
          measurement: "productOrderAtHalf",
          expect: { kind: "atLeast", value: 1 },
          says: "the same at 0.5 nats for multipliers from 2 on",
        },
        {
          experiment: "dissection",
          measurement: "productOrderAtFifth",
          expect: { kind: "atLeast", value: 1 },
          says: "the same at 0.2 nats for multipliers from 2 on",
        },
        {
          experiment: "dissection",
          measurement: "useOverCarry",
          expect: { kind: "atLeast", value: 1 },
          says: "UC is below 0.5 nats no sooner than CA, multipliers from 2 on (ratio of times)",
        },
      ],
    },
    {
      id: "A5",
      statement:
        "When the multiplier is 0 or 1 the loss is low. (The paper says so of columns that use a carry and carry on, of which there are none then.)",
      place: "figure 2, discussion of UCFC",
      reported: { text: "UCFC loss is low for multipliers 0 and 1" },
      scale: "full",
      checks: [
        {
          experiment: "dissection",
          measurement: "smallMultipliers",
          expect: { kind: "atMost", value: 0.2 },
          says: "loss of all columns at multipliers 0 and 1 over that at others, at step 500",
        },
      ],
    },
    {
      id: "A6",
      statement:
        "In ordinary order the model fails where a carry runs through several columns; in reversed order it does not.",
      place: "discussion of cascaded carries, example 47134×9",
      reported: { text: "errors come from successive carries" },
      scale: "full",
      checks: [
        {
          experiment: "dissection",
          measurement: "ordinalFall",
          expect: { kind: "atLeast", value: 15 },
          says: "fall of accuracy from no cascade to one of three columns, ordinal, in percentage points",
        },
        {
          experiment: "dissection",
          measurement: "ordinalRise",
          expect: { kind: "atMost", value: 0 },
          says: "largest rise of accuracy with one column more, ordinal",
        },
        {
          experiment: "dissection",
          measurement: "reversedFall",
          expect: { kind: "atMost", value: 3 },
          says: "the same fall, reversed",
        },
      ],
    },
    {
      id: "A7",
      statement:
        "The attention of the answer tokens forms a staircase over the operand's digits, from left to right in ordinary and from right to left in reversed order.",
      place: "figure 3",
      reported: {
        text: "staircases of opposite direction; with reversal one head reads the previous answer digit",
      },
      scale: "full",
      checks: [
        {
          experiment: "dissection",
          measurement: "ordinalStaircase",
          expect: { kind: "atLeast", value: 0.9 },
          says: "over all answer digits, a head's steps to the right in ordinal order (rank correlation)",
        },
        {
          experiment: "dissection",
          measurement: "reversedStaircase",
          expect: { kind: "atMost", value: -0.9 },
          says: "over all answer digits, a head's steps to the left in reversed order",
        },
        {
          experiment: "dissection",
          measurement: "ordinalWalk",
          expect: { kind: "atLeast", value: 0.9 },
          says: "over A1 to A4, a head's steps to the right over the operand's digits, ordinal",
        },
        {
          experiment: "dissection",
          measurement: "reversedWalk",
          expect: { kind: "atMost", value: -0.9 },
          says: "over A1 to A4, a head's steps to the left over the operand's digits, reversed",
        },
        {
          experiment: "dissection",
          measurement: "previousDigit",
          expect: { kind: "atLeast", value: 30 },
          says: "attention of one head on the previous answer digit, reversed, in percent",
        },
      ],
    },
    {
      id: "A8",
      statement:
        "One head alone carries the base product: ablating it raises that loss strongly, ablating the others hardly.",
      place: "head ablation",
      reported: { text: "a strong rise for one head, hardly any for the other two" },
      scale: "full",
      checks: [
        {
          experiment: "dissection",
          measurement: "baseRatioMean",
          expect: { kind: "atLeast", value: 3 },
          says: "largest effect on base products over the second largest, ablation by the mean, multipliers from 2 on, ordinal",
        },
        {
          experiment: "dissection",
          measurement: "baseRatioZero",
          expect: { kind: "atLeast", value: 3 },
          says: "the same by zero",
        },
        {
          experiment: "dissection",
          measurement: "baseRatioResample",
          expect: { kind: "atLeast", value: 3 },
          says: "the same by resampling",
        },
      ],
    },
    {
      id: "A8b",
      statement:
        "One head carries the highest digit's carry: ablating it raises that loss far more than ablating another.",
      place: "figure 3 and head ablation",
      reported: { text: "one head for the base product, one for the carry, one for its use" },
      scale: "full",
      checks: [
        {
          experiment: "dissection",
          measurement: "carryRatio",
          expect: { kind: "atLeast", value: 5 },
          says: "largest effect on the carry over the second largest, ablation by the mean, multipliers from 2 on, ordinal",
        },
      ],
    },
    {
      id: "A9",
      statement:
        "For products of two multi-digit numbers, the accuracy of an answer digit falls with the number of partial products that overlap there.",
      place: "table 4 and figure 4",
      reported: {
        text: "one layer, ordinary order: 85.3, 16.8, 5.2, 0.2, 0, 0 % for the six multiplier templates",
      },
      scale: "full",
      checks: [
        {
          experiment: "templates",
          measurement: "overlapCorrelation",
          expect: { kind: "atMost", value: -0.7 },
          says: "rank correlation of overlap and accuracy over A1 to A8, five free digits",
        },
        {
          experiment: "templates",
          measurement: "pooledCorrelation",
          expect: { kind: "atMost", value: -0.7 },
          says: "the same over all templates",
        },
        {
          experiment: "templates",
          measurement: "unitsLeast",
          expect: { kind: "atLeast", value: 99.5 },
          says: "A0 in every model, in percent",
        },
        {
          experiment: "templates",
          measurement: "ordinal0000d",
          expect: { kind: "atLeast", value: 85 },
          says: "one free digit, all digits right, in percent",
        },
        {
          experiment: "templates",
          measurement: "dipMost",
          expect: { kind: "atMost", value: 60 },
          says: "A4 and A5 where only they overlap (d000d), in percent",
        },
        {
          experiment: "templates",
          measurement: "besideLeast",
          expect: { kind: "atLeast", value: 90 },
          says: "A1 to A3, A7 and A8 there, in percent",
        },
        {
          experiment: "templates",
          measurement: "ordinalddddd",
          expect: { kind: "atMost", value: 1 },
          says: "five free digits, all digits right, in percent",
        },
      ],
    },
    {
      id: "A10",
      statement:
        "Reversed answer, more layers and simple samples each fail alone on 5×5-digit products, and together reach 99.9 %.",
      place: "table 5",
      reported: {
        text: "0.0, 1.6, 0.0 % alone; 99.9 % together with twelve layers, 97.4 % with four (table 6)",
        value: 99.9,
        unit: "%",
      },
      scale: "full",
      checks: [
        {
          experiment: "refinements-5x5",
          measurement: "bestSingle",
          expect: { kind: "atMost", value: 5 },
          says: "the best refinement alone, four layers, 2,000 steps, in percent",
        },
        {
          experiment: "refinements-5x5",
          measurement: "all",
          expect: { kind: "near", value: 97.4, tolerance: 5 },
          says: "all three together, four layers, 2,000 steps, in percent",
        },
        {
          experiment: "refinements-5x5",
          measurement: "lead",
          expect: { kind: "atLeast", value: 20 },
          says: "lead of all three over the best alone, in percentage points",
        },
      ],
    },
    {
      id: "A10b",
      statement:
        "On smaller products, and with more samples, each of the three refinements fails alone and all together succeed.",
      place: "table 5",
      reported: { text: "0.0, 1.6, 0.0 % alone; 99.9 % together", value: 99.9, unit: "%" },
      scale: "reduced",
      scaleNote: simpleApart,
      checks: [
        {
          experiment: "refinements",
          measurement: "bestSingle",
          expect: { kind: "atMost", value: 5 },
          says: "the best refinement alone, in percent",
        },
        {
          experiment: "refinements",
          measurement: "all",
          expect: { kind: "atLeast", value: 99 },
          says: "all three together, in percent",
        },
        {
          experiment: "refinements",
          measurement: "lead",
          expect: { kind: "atLeast", value: 20 },
          says: "lead of all three over the best alone, in percentage points",
        },
      ],
    },
    {
      id: "A11",
      statement:
        "With the reversed answer accuracy saturates at four layers; in ordinary order it still rises at twelve.",
      place: "table 6",
      reported: {
        text: "5×5 digits, 1, 2, 4, 8, 12 layers: 0, 0, 7.5, 64.9, 79.1 % and 0, 33.6, 97.4, 99.6, 99.9 % reversed",
      },
      scale: "reduced",
      scaleNote: simpleWithin,
      checks: [
        {
          experiment: "depth",
          measurement: "reversedAfter4",
          expect: { kind: "near", value: 0, tolerance: 3 },
          says: "gain from 4 to 6 layers, reversed, in percentage points",
        },
        {
          experiment: "depth",
          measurement: "gainDifference",
          expect: { kind: "atLeast", value: 0 },
          says: "gain from 2 to 6 layers, ordinal less reversed",
        },
      ],
    },
    {
      id: "A12",
      statement:
        "Accuracy as a function of the share of simple samples in training has its maximum strictly between none and all.",
      place: "figure 5",
      reported: { text: "an inverted U for both orders" },
      scale: "reduced",
      scaleNote: `${simpleApart}; reversed order alone`,
      checks: [
        {
          experiment: "simple-share",
          measurement: "best",
          expect: { kind: "between", low: 10, high: 90 },
          says: "share with the best accuracy, in percent",
        },
        {
          experiment: "simple-share",
          measurement: "overNone",
          expect: { kind: "atLeast", value: 5 },
          says: "lead over no simple samples, in percentage points",
        },
        {
          experiment: "simple-share",
          measurement: "share100",
          expect: { kind: "atMost", value: 5 },
          says: "simple samples alone, in percent",
        },
      ],
    },
    {
      id: "A13",
      statement: "A model trained on 5×5-digit products fails on products with a one-digit multiplier.",
      place: "section on multi-digit multipliers",
      reported: { text: "a severe drop" },
      scale: "full",
      checks: [
        {
          experiment: "templates",
          measurement: "oneDigitMost",
          expect: { kind: "atMost", value: 10 },
          says: "products by one digit right, in percent",
        },
      ],
    },
    {
      id: "A14",
      statement:
        "In reversed order two operand digits, the multiplier and the previous answer digit determine the next answer digit exactly; in ordinary order nothing less than all operand digits does.",
      place: "not in the paper; makes its argument for reversal exact",
      origin: "ours",
      reported: {
        text: "expected: 100 % with a window of two digits; in ordinary order, each digit the most frequent of its case, 20.91, 77.35, 98.44, 99.94, 100 % for windows of 1 to 5",
        value: 100,
        unit: "%",
      },
      scale: "full",
      checks: [
        {
          experiment: "windows",
          measurement: "reversed2",
          expect: { kind: "near", value: 100, tolerance: 0 },
          says: "two digits and the digit before, in percent",
        },
        {
          experiment: "windows",
          measurement: "ordinal1",
          expect: { kind: "near", value: 20.91, tolerance: 0.01 },
          says: "a window of 1, ordinal, in percent",
        },
        {
          experiment: "windows",
          measurement: "ordinal2",
          expect: { kind: "near", value: 77.35, tolerance: 0.01 },
          says: "a window of 2, ordinal, in percent",
        },
        {
          experiment: "windows",
          measurement: "ordinal3",
          expect: { kind: "near", value: 98.44, tolerance: 0.01 },
          says: "a window of 3, ordinal, in percent",
        },
        {
          experiment: "windows",
          measurement: "ordinal4",
          expect: { kind: "near", value: 99.94, tolerance: 0.01 },
          says: "a window of 4, ordinal, in percent",
        },
        {
          experiment: "windows",
          measurement: "ordinal5",
          expect: { kind: "near", value: 100, tolerance: 0.01 },
          says: "a window of 5, ordinal, in percent",
        },
      ],
    },
    {
      id: "A15",
      statement:
        "GPT-4 multiplies numbers of one digit without mistakes and gets hardly any product of two numbers of four or five digits right.",
      place: "table 1",
      reported: {
        text: "percent right by digits of the first number (rows) and the second: 100 100 100 99 100 / 100 97 95 74 59 / 100 91 60 25 17 / 99 82 29 6 1 / 94 58 13 0 0",
      },
      scale: "out of reach",
      scaleNote: "needs the model itself, whose weights are not public",
      needs: "access to the GPT-4 of 2024",
    },
  ],
});
