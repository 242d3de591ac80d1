/**
 * @file The record of CodeMind and its claims.
 *
 * Several versions of this paper stand under one arXiv number. The claims here are those of versions 1 to 4 (tasks
 * IER, DER and SR); `place` names the version when it matters. Most of them can be judged at full scale without any
 * language model, because the authors' repository keeps the models' raw responses in its history.
 */
import { definePaper } from "@working-papers/lab";

const replay =
  "the system of this paper (answer extraction and the comparators) and the responses published in the history of the authors' repository";
const sandbox =
  "the system of this paper with a sandbox that runs generated Python, and the generations published in the history of the authors' repository";
const pooled =
  "six of the nine models and the 3,307 parsable Python programs of the 5,395 programs; Java is left out";

export default definePaper({
  slug: "codemind",
  arxiv: "2402.09664",
  title: "CodeMind: A Framework to Challenge Large Language Models for Code Reasoning",
  authors: ["Changshu Liu", "Shizhuo Dylan Zhang", "Ali Reza Ibrahimzada", "Reyhaneh Jabbarvand"],
  date: "2024-02-15",
  listed: "2026-09-10",
  categories: ["cs.SE", "cs.AI", "cs.CL", "cs.PL"],
  summary:
    "Instead of counting passed tests, this framework asks a language model what a program will print (independent execution reasoning), what its own correct program will print (dependent execution reasoning), and whether a test in the prompt changes the code that it writes (specification reasoning). Nine models are compared on 5,395 Python and Java programs of five collections. The paper reports that models follow simple control flow, lose accuracy on nested or long programs, and that a ranking by passed tests differs from a ranking by reasoning.",
  system:
    "Evaluates any OpenAI-compatible or local model on execution and specification reasoning (IER, DER, SR) over Python and Java, and scores recorded responses again.",
  claims: [
    {
      id: "CM-1",
      statement: "GPT-4 predicts the output of 72.60 % of the 5,395 programs correctly.",
      place: "version 4, table of IER results, total",
      reported: { text: "72.60 %", value: 72.6, unit: "%" },
      scale: "full",
      needs: replay,
    },
    {
      id: "CM-2",
      statement: "GPT-3.5 predicts the output of 54.24 % of the 5,395 programs correctly.",
      place: "version 4, table of IER results, total",
      reported: { text: "54.24 %", value: 54.24, unit: "%" },
      scale: "full",
      needs: replay,
    },
    {
      id: "CM-3",
      statement:
        "The authors' published lists of correctly answered programs follow from the published responses for five models and six collections.",
      place: "authors' repository, successful_reasoning_IDs",
      origin: "implied",
      reported: {
        text: "e.g. GPT-4: MBPP 343, HumanEval 142, CRUXEval 644, CodeNet Java 1,349, CodeNet Python 1,380, Avatar 45",
      },
      scale: "full",
      needs: replay,
    },
    {
      id: "CM-4",
      statement:
        "The IER accuracies of the single models on the single collections follow from the published responses.",
      place: "table of IER results, cells per model and collection",
      recalled: true,
      reported: { text: "e.g. MBPP: GPT-4 80.88 %, GPT-3.5 71.32 %, DeepSeekCoder 57.84 %, Mistral 31.37 %" },
      scale: "full",
      needs: replay,
    },
    {
      id: "CM-5",
      statement:
        "The rule that compares an answer with the expected output moves the accuracy of one and the same set of responses by up to nine points.",
      place: "three comparators in the authors' repository",
      origin: "ours",
      reported: {
        text: "expected: GPT-4 on HumanEval 79.01, 87.65, 88.27 %; DeepSeekCoder on CRUXEval 35.00, 44.38, 45.12 % (plain, strip, Python literals)",
      },
      scale: "full",
      needs: replay,
    },
    {
      id: "CM-6",
      statement:
        "Extracting the last output block of a raw response gives the answer that the authors stored, in nearly all files of five models on MBPP, HumanEval and CRUXEval.",
      place: "authors' repository, predict.txt files",
      origin: "implied",
      reported: { text: "every stored answer comes from the raw response beside it" },
      scale: "full",
      needs: replay,
    },
    {
      id: "CM-7",
      statement:
        "Adding one test to the prompt raises the share of generated programs that are correct, compared with the specification alone.",
      place: "specification reasoning, table of With Test against No Test",
      recalled: true,
      reported: { text: "the pass rate with a test is above that without, e.g. GPT-4 on MBPP 90.69 %" },
      scale: "full",
      needs: sandbox,
    },
    {
      id: "CM-8",
      statement: "A test with a wrong expected output lowers the pass rate below that with a correct test.",
      place: "specification reasoning, table of Misleading Test against With Test",
      recalled: true,
      reported: { text: "With Test above Misleading Test, e.g. DeepSeekCoder on MBPP 78.68 against 68.63 %" },
      scale: "full",
      needs: sandbox,
    },
    {
      id: "CM-9",
      statement:
        "On MBPP a misleading test is not worse than no test at all for DeepSeekCoder, CodeLlama and WizardCoder.",
      place: "specification reasoning, Misleading Test against No Test",
      origin: "ours",
      reported: {
        text: "expected: correct programs of 408, misleading against none: 280 and 276, 242 and 220, 237 and 225",
      },
      scale: "full",
      needs: sandbox,
    },
    {
      id: "CM-10",
      statement: "With one test in the prompt, 86.52 % of GPT-4's programs for MBPP pass all tests.",
      place: "dependent execution reasoning, column Synthesis",
      recalled: true,
      reported: { text: "86.52 %", value: 86.52, unit: "%" },
      scale: "full",
      needs: sandbox,
    },
    {
      id: "CM-11",
      statement:
        "One test raises the share of GPT-3.5's correct Java-to-Python translations of Avatar from 74.42 to 88.89 %.",
      place: "version 4, table V",
      reported: { text: "74.42 % to 88.89 %, +14.47 points", value: 14.47, unit: "percentage points" },
      scale: "full",
      needs:
        "the reports of translation runs published in the history of the authors' repository, and a sandbox that runs the translated programs",
    },
    {
      id: "CM-12",
      statement: "The higher the cyclomatic complexity of a program, the less often its output is predicted.",
      place: "version 4, rank-order correlations of complexity and success",
      reported: { text: "Spearman rank correlation −0.467 to −0.915" },
      scale: "reduced",
      scaleNote: pooled,
      needs:
        "the system of this paper (program analysis, scorer) and the responses published in the history of the authors' repository; bucket means and single items are reported side by side",
    },
    {
      id: "CM-13",
      statement: "Programs with nested loops are predicted less often than programs with one loop or none.",
      place: "analysis by code construct",
      recalled: true,
      reported: { text: "nested loops have the lowest success among the constructs" },
      scale: "reduced",
      scaleNote: pooled,
      needs: replay,
    },
    {
      id: "CM-14",
      statement: "Success depends on the type of the output, and non-primitive types are harder.",
      place: "abstract",
      reported: { text: "accuracy drops for non-primitive types" },
      scale: "reduced",
      scaleNote: pooled,
      needs: replay,
    },
    {
      id: "CM-15",
      statement:
        "Comparing Python literals gives the same verdicts as CRUXEval's scorer, which executes every answer, on 8,000 published output predictions.",
      place: "CRUXEval repository, published generations of CodeLlama 7B with verdicts",
      origin: "third party",
      reported: { text: "pass@1 34.2125 %, pass@5 40.2867 %", value: 34.2125, unit: "%" },
      scale: "full",
      needs:
        "the literal comparator of this paper's system and CRUXEval's published generations with verdicts",
    },
    {
      id: "CM-16",
      statement: "Executing CRUXEval's 8,000 published input predictions gives the published pass rates.",
      place: "CRUXEval repository, published generations of CodeLlama 7B with verdicts",
      origin: "third party",
      reported: { text: "pass@1 35.95 %, pass@5 44.99 %", value: 35.95, unit: "%" },
      scale: "full",
      needs: "a sandbox that runs Python and CRUXEval's published generations",
    },
    {
      id: "CM-17",
      statement:
        "The overall results that ExeRScope publishes for five newer models on four collections follow from its responses.",
      place: "ExeRScope repository, overall_results.json",
      origin: "third party",
      reported: { text: "e.g. HumanEval: gpt-4-turbo 88.89 %, gemini-1.5-pro 83.33 %" },
      scale: "full",
      needs: "the scorer of this paper's system and the responses of the ExeRScope repository",
    },
    {
      id: "CM-18",
      statement:
        "Some expected outputs of the collections are wrong, so a perfect model would stay below 100 %.",
      place: "data sets in the authors' repository",
      origin: "ours",
      reported: {
        text: "expected mismatches: CRUXEval 0 of 800, MBPP 5 of 408, HumanEval 10 of 162, Avatar 6 of 86",
      },
      scale: "full",
      needs: "a sandbox that runs Python and the data sets in the authors' repository",
    },
    {
      id: "CM-19",
      statement:
        "Running the Python programs in WebAssembly (Pyodide) gives the output of CPython for at least 99 % of them.",
      place: "this repository's sandbox",
      origin: "ours",
      reported: { text: "expected: at least 99 %", value: 99, unit: "%" },
      scale: "full",
      needs: "a WebAssembly Python runtime beside the subprocess sandbox, and the data sets",
    },
    {
      id: "CM-20",
      statement:
        "The TypeScript program analysis finds the same constructs and complexity as CPython's own parser in every parsable program.",
      place: "this repository's program analysis",
      origin: "ours",
      reported: { text: "expected: 100 % of 3,307 programs", value: 100, unit: "%" },
      scale: "full",
      needs: "the program analysis of this paper's system and CPython's ast as reference",
    },
    {
      id: "CM-21",
      statement:
        "Models explain coherently how inputs evolve into outputs, in particular for simple programs and for programs that they can write themselves.",
      place: "abstract",
      reported: { text: "coherent in general, judged by reading the explanations" },
      scale: "out of reach",
      scaleNote: "needs people who judge the explanations, as in the paper; no score is reported",
      needs: "people who judge explanations; a trace checker for stated variable values would help them",
    },
    {
      id: "CM-22",
      statement:
        "GPT-4 predicts the output of its own correct programs more often than that of given programs.",
      place: "version 4, dependent against independent execution reasoning on MBPP",
      reported: { text: "DER 90.23 % against IER 80.88 %", value: 9.35, unit: "percentage points" },
      scale: "out of reach",
      scaleNote:
        "needs the model itself: its answers about self-written code were never published; a recorded or mock model tests the pipeline only",
      needs: "access to the GPT-4 of November 2023",
    },
  ],
});
