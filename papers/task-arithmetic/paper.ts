/**
 * @file The record of Task Arithmetic in the Tangent Space and its claims.
 *
 * The paper edits CLIP image encoders on eight tasks. Here small encoders on many small tasks take their place, so
 * nearly every claim is of reduced scale: sign and shape are compared over seeds, not the paper's accuracies.
 */
import { definePaper } from "@working-papers/lab";

const reduced =
  "encoders of 0.3 to 2 million parameters on eight small image tasks instead of CLIP ViT-B/32 to L/14 (88 to 304 million) on eight photographic data sets; at least five seeds";
const study =
  "the system of this paper: small encoders pre-trained and fine-tuned, in the ordinary and in the linearised way, on packages/tensor";

export default definePaper({
  slug: "task-arithmetic",
  arxiv: "2305.12827",
  title: "Task Arithmetic in the Tangent Space: Improved Editing of Pre-Trained Models",
  authors: ["Guillermo Ortiz-Jimenez", "Alessandro Favero", "Pascal Frossard"],
  date: "2023-05-22",
  listed: "2026-09-10",
  categories: ["cs.LG", "cs.CV"],
  summary:
    "A task vector is the difference of weights after and before fine-tuning; adding such vectors teaches several tasks, subtracting one makes a model forget. The paper explains when this works by weight disentanglement: each direction in weight space changes the function only on its own task's inputs, a property that arises in pre-training. Fine-tuning the first-order expansion of a network around its pre-trained weights makes the directions more disentangled and, on CLIP encoders, the edited models better.",
  system:
    "Linearised fine-tuning, task vectors and model editing (add, negate, scale) with a measure of disentanglement, for any network traced by packages/tensor.",
  claims: [
    {
      id: "TA-0",
      statement:
        "The linearised network is the first-order expansion around the pre-trained weights, so that the effects of task vectors add exactly.",
      place: "definition of the linearised model",
      reported: { text: "f(x; θ₀) + ∇f(x; θ₀)ᵀ(θ − θ₀); exact up to rounding" },
      scale: "full",
      needs: "the system of this paper: forward-mode derivatives of a traced network on packages/tensor",
    },
    {
      id: "TA-1",
      statement:
        "The sum of task vectors of ordinary fine-tuning is better on all tasks together than the pre-trained model.",
      place: "table of task addition, CLIP ViT-B/32, eight tasks",
      recalled: true,
      reported: { text: "48.4 % to 71.4 % mean accuracy", value: 23, unit: "percentage points" },
      scale: "reduced",
      scaleNote: reduced,
      needs: study,
    },
    {
      id: "TA-2",
      statement:
        "Ordinary fine-tuning leaves the linear regime: a fine-tuned network is more accurate on its task than the same weights in the linearised network.",
      place: "section on the non-linear advantage",
      reported: {
        text: "single-task accuracy falls when the fine-tuned weights are put into the linearised model",
      },
      scale: "reduced",
      scaleNote: reduced,
      needs: study,
    },
    {
      id: "TA-3",
      statement:
        "Linearising after ordinary fine-tuning raises the normalised accuracy of the sum of task vectors.",
      place: "table of task addition, normalised accuracy, CLIP ViT-B/32",
      recalled: true,
      reported: { text: "76.5 % to 81.9 % normalised", value: 5.4, unit: "percentage points" },
      scale: "reduced",
      scaleNote: reduced,
      needs: study,
    },
    {
      id: "TA-4",
      statement:
        "The sum of task vectors from linearised fine-tuning is more accurate than the sum from ordinary fine-tuning.",
      place: "abstract; table of task addition, CLIP ViT-B/32",
      recalled: true,
      reported: { text: "71.4 % to 76.5 % mean accuracy", value: 5.1, unit: "percentage points" },
      scale: "reduced",
      scaleNote: reduced,
      needs: study,
    },
    {
      id: "TA-5",
      statement:
        "Relative to its own single-task accuracy, the sum of task vectors keeps more after linearised than after ordinary fine-tuning.",
      place: "table of task addition, normalised accuracy, CLIP ViT-B/32",
      recalled: true,
      reported: { text: "76.5 % to 85.4 % normalised", value: 8.9, unit: "percentage points" },
      scale: "reduced",
      scaleNote: reduced,
      needs: study,
    },
    {
      id: "TA-6",
      statement:
        "Subtracting a task vector of linearised fine-tuning makes the model forget the task better, at the same accuracy on the control task.",
      place: "table of task negation, CLIP ViT-B/32",
      recalled: true,
      reported: {
        text: "target accuracy 24.0 % to 10.9 %, control 60.7 and 60.8 %",
        value: -13.1,
        unit: "percentage points",
      },
      scale: "reduced",
      scaleNote: `${reduced}; the other tasks serve as control instead of ImageNet`,
      needs: study,
    },
    {
      id: "TA-7",
      statement: "Linearised models have a smaller disentanglement error than ordinary ones.",
      place: "abstract",
      reported: { text: "linearisation amplifies weight disentanglement" },
      scale: "reduced",
      scaleNote: reduced,
      needs: study,
    },
    {
      id: "TA-8",
      statement:
        "The disentanglement error is small when one of the two coefficients is near zero and grows with their product.",
      place: "heat maps of the disentanglement error",
      recalled: true,
      reported: {
        text: "heat maps over coefficients of about −3 to 3, with the smallest errors near the axes",
      },
      scale: "reduced",
      scaleNote: reduced,
      needs: study,
    },
    {
      id: "TA-9",
      statement:
        "Added with coefficient one, without any tuning, linearised task vectors still work and ordinary ones do not.",
      place: "a later paper on task vectors (TAK), table 1, CLIP ViT-B/32",
      origin: "third party",
      reported: { text: "76.7 % against 32.0 % mean accuracy", value: 44.7, unit: "percentage points" },
      scale: "reduced",
      scaleNote: reduced,
      needs: study,
    },
    {
      id: "TA-10",
      statement: "Disentanglement arises in pre-training: from random weights, task vectors do not add.",
      place: "abstract; section on pre-training",
      reported: { text: "without pre-training, lower normalised accuracy and larger disentanglement error" },
      scale: "reduced",
      scaleNote: reduced,
      needs: study,
    },
    {
      id: "TA-11",
      statement:
        "The eigenfunctions of the tangent kernel that represent a task are concentrated on that task's inputs.",
      place: "abstract; section on the neural tangent kernel",
      reported: { text: "local energy higher on the task's own inputs than on control inputs" },
      scale: "reduced",
      scaleNote: `${reduced}; kernels of 200 to 400 inputs`,
      needs:
        "the system of this paper with the tangent kernel of a traced network and a symmetric eigensolver",
    },
    {
      id: "TA-12",
      statement: "Tasks that share their inputs and differ in the labels do not disentangle.",
      place: "definition of task arithmetic, which asks for disjoint supports",
      origin: "implied",
      reported: { text: "task arithmetic is defined for tasks with disjoint inputs" },
      scale: "reduced",
      scaleNote: reduced,
      needs: study,
    },
    {
      id: "TA-13",
      statement:
        "The gain of linearised over ordinary fine-tuning depends on width, amount of pre-training and length of the task vectors, and changes its sign.",
      place: "not in the paper",
      origin: "ours",
      reported: {
        text: "open question: expected to be largest without pre-training and near zero in well pre-trained small networks",
      },
      scale: "reduced",
      scaleNote: `${reduced}; widths 64 to 1,024`,
      needs: study,
    },
    {
      id: "TA-14",
      statement:
        "A step of linearised fine-tuning costs two to three times the time and twice the memory of an ordinary one.",
      place: "later papers on linearised fine-tuning (OrthoReg; arXiv 2407.07089, abstract)",
      origin: "third party",
      reported: { text: "2 to 3 times the time, about twice the memory" },
      scale: "reduced",
      scaleNote: "small encoders on a CPU instead of CLIP on GPUs; only the ratio is compared",
      needs: study,
    },
    {
      id: "TA-15",
      statement:
        "The accuracies that ATLAS publishes per task average to 0.481 (zero-shot), 0.905 (ordinary) and 0.873 (linearised) for CLIP ViT-B/32.",
      place: "ATLAS repository, checkpoints/ViT-B-32",
      origin: "third party",
      reported: {
        text: "0.481, 0.905, 0.873: an advantage of 3.2 points for ordinary fine-tuning",
        value: 3.2,
        unit: "percentage points",
      },
      scale: "full",
      needs: "the per-task accuracies of the ATLAS repository as data",
    },
  ],
});
