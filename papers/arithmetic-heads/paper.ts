/**
 * @file The record of "Interpreting and improving large language models in arithmetic calculation" and its claims.
 *
 * Every number of the paper is about models of seven billion parameters and more. What can be run here is the whole
 * procedure on a small transformer trained for it, so the claims compare directions and shares. Most reported numbers
 * come from a second-hand account of the tables and are marked as recalled.
 */
import { definePaper } from "@working-papers/lab";

const reduced =
  "a transformer of 4 layers, 32 heads and 0.8 million parameters, trained here, instead of LLaMA2-7B with 32 layers and 1,024 heads";
const study =
  "the system of this paper (path patching, knock-out) and a small arithmetic language model trained on packages/tensor";
const tuning =
  "the system of this paper with fine-tuning of chosen heads, and a small language model trained on packages/tensor on arithmetic and other tasks";

export default definePaper({
  slug: "arithmetic-heads",
  arxiv: "2409.01659",
  title: "Interpreting and Improving Large Language Models in Arithmetic Calculation",
  authors: [
    "Wei Zhang",
    "Chaoqun Wan",
    "Yonggang Zhang",
    "Yiu-ming Cheung",
    "Xinmei Tian",
    "Xu Shen",
    "Jieping Ye",
  ],
  date: "2024-09-03",
  listed: "2026-09-10",
  categories: ["cs.CL"],
  summary:
    "Path patching on sums, differences, products and quotients of one-digit numbers finds that fewer than 5 % of the attention heads of LLaMA2 and Mistral matter for the answer. These heads attend to operands and operator; the later MLPs turn what they carry into the result. The heads are the same on other tasks, and fine-tuning only them improves mathematics without a loss elsewhere.",
  system:
    "Path patching, knock-out and precise fine-tuning of the heads and MLPs that matter, on any transformer in ONNX.",
  claims: [
    {
      id: "C1",
      statement: "Fewer than 5 % of the attention heads have a marked effect on the answer of a calculation.",
      place: "abstract",
      reported: { text: "< 5 % of the heads", value: 5, unit: "%" },
      scale: "reduced",
      scaleNote: `${reduced}; a model this small and trained on little else is expected to be less sparse, so the share itself is not comparable`,
      needs: study,
    },
    {
      id: "C2",
      statement:
        "Knocking out the ten most important heads destroys the calculation, knocking out ten random heads does not.",
      place: "knock-out experiment, LLaMA2-7B",
      recalled: true,
      reported: { text: "accuracy 100 % to 30.2 %; with random heads 98.0 %", value: 30.2, unit: "%" },
      scale: "reduced",
      scaleNote: reduced,
      needs: study,
    },
    {
      id: "C3",
      statement:
        "Heads found on one form of arithmetic question matter as well for other forms and for longer numbers.",
      place: "abstract",
      reported: { text: "transfer across data sets and to distinct tasks" },
      scale: "reduced",
      scaleNote: reduced,
      needs: study,
    },
    {
      id: "C4",
      statement:
        "Addition and subtraction rely on nearly the same heads; multiplication and division rely on more heads.",
      place: "comparison of the four operators",
      recalled: true,
      reported: { text: "key heads of + and − nearly coincide; × and ÷ use more" },
      scale: "reduced",
      scaleNote: reduced,
      needs: study,
    },
    {
      id: "C5",
      statement: "The important heads attend to the operands or to the operator.",
      place: "abstract",
      reported: { text: "attention focuses on operands and operators" },
      scale: "reduced",
      scaleNote: reduced,
      needs: study,
    },
    {
      id: "C6",
      statement: "The MLPs of the later layers build the answer step by step.",
      place: "abstract; analysis of MLPs",
      reported: { text: "MLPs after the key heads lead progressively to the result" },
      scale: "reduced",
      scaleNote: reduced,
      needs:
        "the system of this paper with a logit lens, and a small arithmetic language model trained on packages/tensor",
    },
    {
      id: "C7",
      statement:
        "Fine-tuning the 32 key heads alone gives a better score on GSM8K than fine-tuning all parameters.",
      place: "table of fine-tuning results, LLaMA2-7B",
      recalled: true,
      reported: { text: "27.4 % against 24.6 %", value: 2.8, unit: "percentage points" },
      scale: "reduced",
      scaleNote: `${reduced}; a held-back operator or operand range takes the place of GSM8K`,
      needs: tuning,
    },
    {
      id: "C8",
      statement: "Fine-tuning the key heads alone does not damage other abilities, full fine-tuning does.",
      place: "table of fine-tuning results, LLaMA2-7B on MMLU",
      recalled: true,
      reported: { text: "MMLU +0.4 against −5.5 points", value: 5.9, unit: "percentage points" },
      scale: "reduced",
      scaleNote: `${reduced}; other tasks in the same sentence frames take the place of MMLU`,
      needs: tuning,
    },
    {
      id: "C9",
      statement:
        "Between 8 and 64 tuned heads about 32 are best, and tuning MLPs as well improves mathematics at the expense of the rest.",
      place: "ablation over the number of heads and MLPs",
      recalled: true,
      reported: {
        text: "GSM8K 25.4, 26.5, 27.4, 27.4, 27.3 % for 8, 16, 32, 48, 64 heads; MMLU 46.4 to 43.9 % with all MLPs",
      },
      scale: "reduced",
      scaleNote: reduced,
      needs: tuning,
    },
    {
      id: "C10",
      statement: "Knocking out the key heads leaves abilities other than calculation as they were.",
      place: "knock-out experiment on MMLU Humanities",
      recalled: true,
      reported: { text: "42.9 % to 42.6 %", value: -0.3, unit: "percentage points" },
      scale: "reduced",
      scaleNote: `${reduced}; other tasks in the same sentence frames take the place of MMLU`,
      needs: study,
    },
    {
      id: "C11",
      statement:
        "The patching engine is exact: patching with own activations changes nothing, direct effects add up to the total, and a planted circuit is found.",
      place: "this repository's patching engine",
      origin: "ours",
      reported: {
        text: "expected: zero change within 1e-6, sums within 1e-4 relative, planted head ranked first",
      },
      scale: "full",
      needs: "the system of this paper: named and replaceable intermediates of a graph of packages/tensor",
    },
    {
      id: "C12",
      statement: "The reported numbers hold for LLaMA2-7B, LLaMA2-13B and Mistral-7B.",
      place: "tables and figures on LLaMA2 and Mistral",
      recalled: true,
      reported: {
        text: "e.g. head 12.22 of LLaMA2-7B alone lowers the answer's logit by 14 %",
        value: -14,
        unit: "%",
      },
      scale: "out of reach",
      scaleNote: "needs the weights of models of 7 and 13 billion parameters and accelerators that hold them",
      needs: "the weights of LLaMA2 and Mistral and an accelerator with some 30 GB of memory",
    },
  ],
});
