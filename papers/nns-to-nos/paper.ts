/**
 * @file The record of "Principled approaches for extending neural architectures to function spaces" and its claims.
 *
 * N1 to N9 are properties of single layers and need no training; the others compare small trained models across grids.
 * The paper's own experiment (networks of 65 million parameters) is out of reach, and the numbers behind its figure 5
 * are not published in text, so for those claims the direction is what is compared.
 */
import { definePaper } from "@working-papers/lab";

const layers =
  "the system of this paper: operator layers on packages/tensor, evaluated on grids of 16² to 512²";
const reduced =
  "trained on grids of 32² or 64² with 300 to 1,000 samples and 0.2 to 0.7 million parameters instead of 128², 10,000 samples and 65 million";
const study =
  "the system of this paper: operators and plain networks trained on packages/tensor, on data of a seeded Navier-Stokes generator";

export default definePaper({
  slug: "nns-to-nos",
  arxiv: "2506.10973",
  title: "Principled Approaches for Extending Neural Architectures to Function Spaces for Operator Learning",
  authors: [
    "Julius Berner",
    "Miguel Liu-Schiaffini",
    "Jean Kossaifi",
    "Valentin Duruisseaux",
    "Boris Bonev",
    "Kamyar Azizzadenesheli",
    "Anima Anandkumar",
  ],
  date: "2025-06-12",
  listed: "2026-09-10",
  categories: ["cs.LG"],
  summary:
    "A recipe turns common network layers into operators on functions: find the continuous counterpart of the layer, make its weights functions, aggregate with quadrature weights, and fix receptive fields in the domain instead of in indices. Convolutions, attention, graph layers, norms and encodings are converted in this way. On a Navier-Stokes problem the converted networks keep their error on grids that they were not trained on, plain convolutional networks and transformers do not.",
  system:
    "Turns a convolutional, spectral or attention network into an operator that accepts any discretisation.",
  claims: [
    {
      id: "N1",
      statement:
        "Spectral layers converge under refinement of the grid; a linear one is exact on any grid that resolves its modes.",
      place: "section 3.3",
      reported: { text: "discretisation-convergent" },
      scale: "full",
      needs: layers,
    },
    {
      id: "N2",
      statement: "Local integral layers converge with quadrature weights and do not without them.",
      place: "section 3.3",
      reported: { text: "aggregate with quadrature weights" },
      scale: "full",
      needs: layers,
    },
    {
      id: "N3",
      statement:
        "A convolution whose weights sum to zero, divided by the grid spacing, tends to a directional derivative.",
      place: "section on differential layers",
      reported: { text: "converges to a differential operator" },
      scale: "full",
      needs: layers,
    },
    {
      id: "N4",
      statement:
        "A local layer keeps its meaning on finer grids only when its receptive field is fixed in the domain.",
      place: "section 3.8, the recipe",
      reported: { text: "receptive fields are fixed in the domain, not in grid points" },
      scale: "full",
      needs: layers,
    },
    {
      id: "N5",
      statement:
        "On non-uniform points attention converges only with quadrature weights in numerator and denominator.",
      place: "section 3.5",
      reported: { text: "quadrature weights in both sums of the softmax" },
      scale: "full",
      needs: layers,
    },
    {
      id: "N6",
      statement:
        "On non-uniform points normalisation over the domain converges only when mean and variance are integrals.",
      place: "equation 16",
      reported: { text: "mean and variance as integrals" },
      scale: "full",
      needs: layers,
    },
    {
      id: "N7",
      statement:
        "Interpolating a convolution's kernel to the new grid keeps the layer's output on finer grids, and on coarser ones only for smooth kernels.",
      place: "recipe for U-Nets",
      origin: "implied",
      reported: { text: "kernel interpolation fixes the receptive field" },
      scale: "full",
      needs: layers,
    },
    {
      id: "N8",
      statement:
        "Coordinates i/n give a shared point the same encoding on every periodic grid; equidistant points with the end point included do not.",
      place: "released code",
      origin: "implied",
      reported: { text: "exact for i/n, off by O(1/n) with the end point" },
      scale: "full",
      needs: layers,
    },
    {
      id: "N9",
      statement:
        "Zero padding on a periodic field confines the error of a local layer to a border as wide as its radius.",
      place: "not in the paper; the library it uses pads with zeros",
      origin: "ours",
      reported: { text: "expected: interior unchanged, error within one radius of the border" },
      scale: "full",
      needs: layers,
    },
    {
      id: "N10",
      statement: "A Fourier neural operator keeps its error on grids other than that of training.",
      place: "figure 5",
      recalled: true,
      reported: { text: "nearly constant error across grids" },
      scale: "reduced",
      scaleNote: reduced,
      needs: study,
    },
    {
      id: "N11",
      statement: "A plain U-Net loses its accuracy at twice the training grid.",
      place: "figure 5",
      recalled: true,
      reported: { text: "error grows away from the training grid" },
      scale: "reduced",
      scaleNote: reduced,
      needs: study,
    },
    {
      id: "N12",
      statement:
        "Resizing inputs and outputs around an unchanged U-Net keeps its error on finer grids as long as the training grid resolves the solution.",
      place: "experiments, input-output interpolation",
      recalled: true,
      reported: { text: "a strong simple baseline that cannot use further detail" },
      scale: "reduced",
      scaleNote: reduced,
      needs: study,
    },
    {
      id: "N13",
      statement: "Interpolating the kernels of a trained U-Net reduces its loss of accuracy on a finer grid.",
      place: "figure 5",
      recalled: true,
      reported: { text: "lower error at unseen grids than the plain U-Net" },
      scale: "reduced",
      scaleNote: reduced,
      needs: study,
    },
    {
      id: "N14",
      statement:
        "Training on several grids repairs networks that are not operators, at some cost on each grid, and only the one with interpolated kernels extends to a finer unseen grid.",
      place: "experiments, multi-resolution training",
      recalled: true,
      reported: { text: "multi-resolution training helps and trades accuracy at single grids" },
      scale: "reduced",
      scaleNote: reduced,
      needs: study,
    },
    {
      id: "N15",
      statement: "Instance normalisation inside a Fourier neural operator damages its use on other grids.",
      place: "CROP repository, follow-up table",
      origin: "third party",
      reported: {
        text: "relative error 0.0086 at the training grid, 0.042 at twice the grid",
        value: 4.9,
        unit: "ratio",
      },
      scale: "reduced",
      scaleNote: reduced,
      needs: study,
    },
    {
      id: "N16",
      statement:
        "A vision transformer whose patches have a fixed physical size extends to finer grids better than one with patches of fixed pixels.",
      place: "recipe for transformers",
      origin: "implied",
      reported: { text: "patches of fixed physical size are the operator form" },
      scale: "reduced",
      scaleNote: `${reduced}; patches of 4 pixels at 32²`,
      needs: study,
    },
    {
      id: "N17",
      statement:
        "Local integral or differential layers beside the spectral ones lower the error of a Fourier neural operator of equal size.",
      place: "models of the experiment: FNO with local layers",
      origin: "implied",
      recalled: true,
      reported: { text: "local layers are added to capture what the spectral ones cannot" },
      scale: "reduced",
      scaleNote: reduced,
      needs: study,
    },
    {
      id: "N18",
      statement:
        "The error on a new grid is at most the sum of approximation error, optimisation error and discretisation errors.",
      place: "appendix B, equation 41",
      recalled: true,
      reported: { text: "ε ≤ ε_approx + ε_opt + 2 ε_discr(training grid) + ε_discr(new grid)" },
      scale: "reduced",
      scaleNote: reduced,
      needs: study,
    },
  ],
});
