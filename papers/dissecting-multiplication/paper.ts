/**
 * @file The record of "Dissecting multiplication in transformers" and its claims.
 *
 * The paper's models are small, so much of it can be run at its own scale. It leaves out the width of the model and the
 * share of simple samples; both are parameters of the experiments, with the values of the addition study it follows as
 * defaults.
 */
import { definePaper } from "@working-papers/lab";

const training = "the system of this paper: digit transformers trained on packages/tensor";
const ledger =
  "the system of this paper: digit transformers trained on packages/tensor, with losses per column subtask";
const reading =
  "the system of this paper: trained digit transformers whose attention can be read and whose heads can be ablated";
const threeDigits =
  "3×3-digit products instead of 5×5, width 192 to 256 and at most 4 to 6 layers instead of 12, with a larger budget of steps";

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
      needs: training,
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
      needs: training,
    },
    {
      id: "A3",
      statement:
        "The first and the last digit of the answer are learned first, the digits between them together and later.",
      place: "figure 2",
      reported: { text: "A0 and A5 first, A1 to A4 together" },
      scale: "full",
      needs: ledger,
    },
    {
      id: "A4",
      statement:
        "Column subtasks are learned in the order: base product without carry, base product with carry and carry, use of a carry, use of a carry with a further carry.",
      place: "figure 2",
      reported: { text: "BM without carry, then BM with carry and CA, then UC, then UCFC" },
      scale: "full",
      needs: ledger,
    },
    {
      id: "A5",
      statement: "Columns that use a carry and carry on have a low loss when the multiplier is 0 or 1.",
      place: "figure 2, discussion of UCFC",
      reported: { text: "UCFC loss is low for multipliers 0 and 1" },
      scale: "full",
      needs: ledger,
    },
    {
      id: "A6",
      statement:
        "In ordinary order the model fails where a carry runs through several columns, since each head sees only a few digits; in reversed order it does not.",
      place: "discussion of cascaded carries, example 47134×9",
      reported: { text: "errors come from successive carries" },
      scale: "full",
      needs: ledger,
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
      needs: reading,
    },
    {
      id: "A8",
      statement:
        "One head alone carries the base product: ablating it raises that loss strongly, ablating the others hardly.",
      place: "head ablation",
      reported: { text: "a strong rise for one head, hardly any for the other two" },
      scale: "full",
      needs: reading,
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
      needs: training,
    },
    {
      id: "A10",
      statement:
        "Reversed answer, more layers and simple samples each fail alone on 5×5-digit products, and together reach 99.9 %.",
      place: "table 5",
      reported: { text: "0.0, 1.6, 0.0 % alone; 99.9 % together", value: 99.9, unit: "%" },
      scale: "reduced",
      scaleNote:
        "the same task, batch and 2,000 steps at 4 to 8 layers instead of 12, and 3×3 digits with up to 3 million samples where the plateau has to be passed",
      needs: training,
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
      scaleNote: threeDigits,
      needs: training,
    },
    {
      id: "A12",
      statement:
        "Accuracy as a function of the share of simple samples in training has its maximum strictly between none and all.",
      place: "figure 5",
      reported: { text: "an inverted U for both orders" },
      scale: "reduced",
      scaleNote: threeDigits,
      needs: training,
    },
    {
      id: "A13",
      statement: "A model trained on 5×5-digit products fails on products with a one-digit multiplier.",
      place: "section on multi-digit multipliers",
      reported: { text: "a severe drop" },
      scale: "full",
      needs: training,
    },
    {
      id: "A14",
      statement:
        "In reversed order two operand digits, the multiplier and the previous answer digit determine the next answer digit exactly.",
      place: "not in the paper; makes its argument for reversal exact",
      origin: "ours",
      reported: {
        text: "expected: 100 % with a window of two digits; in ordinary order 20.91, 77.35, 98.44, 99.94, 100 % for windows of 1 to 5",
        value: 100,
        unit: "%",
      },
      scale: "full",
      needs: "an enumeration of all 10⁶ products of a five-digit number and a digit",
    },
  ],
});
