/** @file Claims about attention and whole networks under L-Mul. */
import { checksOf, type ClaimData } from "./checks.ts";

const attentionError = checksOf("attention-error");
const attentionImages = checksOf("attention-images");
const attentionText = checksOf("attention-text");
const convolutionAccuracy = checksOf("convolution-accuracy");
const perceptronAccuracy = checksOf("perceptron-accuracy");
const wholeModel = checksOf("whole-model");

/** A prediction for random attention, made with other random numbers: to 8 %. */
const attentionNear = (measurement: string, value: number, says: string) =>
  attentionError.near(measurement, value, 0.08 * value, says);

export const networks: readonly ClaimData[] = [
  {
    id: "LM-19",
    statement:
      "In attention, L-Mul with four mantissa bits disturbs logits and output no more than e4m3 does, and with three bits no more than e5m2.",
    place: "abstract: attention almost without loss",
    origin: "implied",
    reported: { text: "almost lossless; k = 4 as e4m3, k = 3 better than e5m2" },
    scale: "reduced",
    scaleNote:
      "random queries, keys and values of one head, 128 tokens of width 64, instead of trained models; it compares errors, not accuracies",
    checks: [
      attentionError.atMost("field4OverE4m3Logits", 1.05, "error of the logits, 4 bits over e4m3"),
      attentionError.atMost("field4OverE4m3Output", 1.05, "error of the output, 4 bits over e4m3"),
      attentionError.atMost("field3OverE5m2Logits", 1, "error of the logits, 3 bits over e5m2"),
      attentionError.atMost("field3OverE5m2Output", 1, "error of the output, 3 bits over e5m2"),
    ],
  },
  {
    id: "LM-19b",
    statement:
      "The errors of random attention are those predicted beforehand, to 8 %: for the output 4.6 % with all bits and 5.4 % with four, 13 % for the formula, 0.34 % for bfloat16.",
    place: "random attention, 128 tokens of width 64",
    origin: "ours",
    reported: {
      text: "expected, output: 0.046 (23 bits), 0.054 (4), 0.097 (3), 0.132 (formula), 0.0535 (e4m3), 0.107 (e5m2), 0.0034 (bfloat16)",
    },
    scale: "reduced",
    scaleNote:
      "random queries, keys and values of one head, 128 tokens of width 64, instead of trained models; it compares errors, not accuracies",
    checks: [
      attentionNear("field23Logits", 0.0314, "logits of L-Mul, 23 bits"),
      attentionNear("field23Output", 0.046, "output of L-Mul, 23 bits"),
      attentionNear("field4Logits", 0.0367, "logits of L-Mul, 4 bits"),
      attentionNear("field4Output", 0.054, "output of L-Mul, 4 bits"),
      attentionNear("field3Logits", 0.0585, "logits of L-Mul, 3 bits"),
      attentionNear("field3Output", 0.097, "output of L-Mul, 3 bits"),
      attentionNear("formula23Logits", 0.082, "logits of formula, 23 bits"),
      attentionNear("formula23Output", 0.132, "output of formula, 23 bits"),
      attentionNear("e4m3Logits", 0.0377, "logits of e4m3"),
      attentionNear("e4m3Output", 0.0535, "output of e4m3"),
      attentionNear("e5m2Logits", 0.0749, "logits of e5m2"),
      attentionNear("e5m2Output", 0.107, "output of e5m2"),
      attentionNear("bfloat16Logits", 0.0023, "logits of bfloat16"),
      attentionNear("bfloat16Output", 0.0034, "output of bfloat16"),
    ],
  },
  {
    id: "LM-20",
    statement:
      "The attention of a trained model can be computed by L-Mul, without further training, almost without loss of accuracy.",
    place: "abstract; section 3",
    reported: { text: "«almost lossless»; at our scale expected: at most 0.3 points of accuracy" },
    scale: "reduced",
    scaleNote:
      "vision transformers of 88,000 weights on Fashion-MNIST, from three seeds, instead of models of 2 to 8 billion: they can support the direction, not the magnitude",
    checks: [
      attentionImages.atMost("field23Loss", 0.3, "points of accuracy lost, all mantissa bits"),
      attentionImages.atMost("field4Loss", 0.3, "points of accuracy lost, 4 bits"),
    ],
  },
  {
    id: "LM-20b",
    statement:
      "In the attention of a trained language model L-Mul with four mantissa bits costs no more than e4m3, and with three bits no more than e5m2.",
    place: "abstract: attention almost without loss, k = 4 as e4m3, k = 3 better than e5m2",
    origin: "implied",
    reported: { text: "at our scale expected: at most 0.005 bits per character more" },
    scale: "reduced",
    scaleNote:
      "transformers of 630,000 weights on the characters of Moby-Dick, from three seeds, instead of models of 2 to 8 billion",
    checks: [
      attentionText.atMost("field4LessE4m3", 0.005, "cost of 4 bits less that of e4m3, bits per character"),
      attentionText.atMost("field3LessE5m2", 0.005, "cost of 3 bits less that of e5m2, bits per character"),
    ],
  },
  {
    id: "LM-20c",
    statement:
      "The attention of a trained language model can be computed by L-Mul, without further training, almost without loss.",
    place: "abstract; section 3",
    reported: {
      text: "«almost lossless»; at our scale expected: at most 0.01 of some 2.1 bits per character",
    },
    scale: "reduced",
    scaleNote:
      "transformers of 630,000 weights on the characters of Moby-Dick, from three seeds, instead of models of 2 to 8 billion",
    checks: [
      attentionText.atMost("field23Loss", 0.01, "bits per character lost, all mantissa bits"),
      attentionText.atMost("field4Loss", 0.01, "bits per character lost, 4 bits"),
    ],
  },
  {
    id: "LM-21",
    statement: "A trained perceptron loses at most a tenth of a point when its products become L-Muls.",
    place: "two university projects that built L-Mul hardware",
    origin: "third party",
    reported: { text: "MNIST 97.02 % to 97.01 % (float32), 97.46 % to 97.37 % (bfloat16)" },
    scale: "full",
    checks: [
      perceptronAccuracy.atMost("field23Loss", 0.1, "points lost against float32, all mantissa bits"),
      perceptronAccuracy.atMost("field7LessBfloat16", 0.1, "points lost against bfloat16, 7 bits"),
    ],
  },
  {
    id: "LM-21b",
    statement:
      "A convolutional network on MNIST loses at most a quarter of a point when its products become L-Muls.",
    place: "a university project that built L-Mul hardware",
    origin: "third party",
    reported: { text: "MNIST 98.30 % to 98.07 % (bfloat16)" },
    scale: "reduced",
    scaleNote:
      "convolutional networks of our own of 60,000 weights, from three seeds, as theirs is not described",
    checks: [
      convolutionAccuracy.atMost("field23Loss", 0.25, "points lost against float32, all mantissa bits"),
      convolutionAccuracy.atMost("field7LessBfloat16", 0.25, "points lost against bfloat16, 7 bits"),
    ],
  },
  {
    id: "LM-22",
    statement:
      "A model that is fine-tuned with every multiplication an L-Mul of 3-bit mantissas is as good as one with fp8 e4m3 accumulation.",
    place: "abstract; section 3",
    reported: { text: "equivalent precision; at our scale expected: a gap of at most 0.5 points" },
    scale: "reduced",
    scaleNote:
      "vision transformers of 88,000 weights on Fashion-MNIST, three trainings and their fine-tunings, instead of Gemma2-2b-it",
    checks: [
      wholeModel.atMost("gapTuned", 0.5, "accuracy of fp8 less that of L-Mul, each fine-tuned, points"),
    ],
  },
  {
    id: "LM-22b",
    statement:
      "Without fine-tuning, too, a model with every multiplication an L-Mul of 3-bit mantissas is as good as one with fp8 e4m3 accumulation.",
    place: "abstract: in inference as well as in fine-tuning",
    reported: { text: "equivalent precision; at our scale expected: a gap of at most 0.5 points" },
    scale: "reduced",
    scaleNote:
      "vision transformers of 88,000 weights on Fashion-MNIST, three trainings, instead of Gemma2-2b-it",
    checks: [
      wholeModel.atMost("gap", 0.5, "accuracy of fp8 less that of L-Mul, as trained in float32, points"),
    ],
  },
  {
    id: "LM-23",
    statement: "In a network, the formula loses more accuracy than the integer addition.",
    place: "follows from LM-04",
    origin: "ours",
    reported: { text: "expected: a larger drop with the formula, on every seed" },
    scale: "reduced",
    scaleNote: "the networks of LM-20, LM-20b and LM-21",
    checks: [
      perceptronAccuracy.atLeast("formulaExcess23", 0, "points the perceptron loses beyond integer addition"),
      attentionImages.atLeast(
        "formulaExcess23",
        0,
        "points the vision transformer loses beyond integer addition",
      ),
      attentionText.atLeast(
        "formulaExcess23",
        0,
        "bits per character the language model loses beyond integer addition",
      ),
    ],
  },
  {
    id: "LM-24",
    statement:
      "With L-Mul in attention, language models lose 0.07 points on the mean of their tasks, and vision-language models gain 0.12.",
    place: "section 3, tables of benchmarks",
    recalled: true,
    reported: {
      text: "−0.07 points (language), +0.12 points (vision)",
      value: -0.07,
      unit: "percentage points",
    },
    scale: "out of reach",
    scaleNote:
      "needs Llama-3.1-8B, Mistral-7B, Gemma2-2B and Llava-1.5-7B with their benchmarks, and graphics processors that hold them",
    needs:
      "the weights of Llama-3.1-8B-Instruct, Mistral-7B-Instruct-v0.3, Gemma-2-2b-it and Llava-v1.5-7B (5 to 16 GB each, behind licences), the benchmarks MMLU, BBH, ARC-C, CSQA, OBQA, PIQA, SIQA, GSM8k, VQAv2, VizWiz, TextVQA and POPE, and some 10^16 multiplications; ONNX files of this architecture can be run already, with each of their products under L-Mul",
  },
];
