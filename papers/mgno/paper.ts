/**
 * @file The record of MgNO and its claims.
 *
 * M-claims are the paper's or follow from its construction, X-claims ask what neither it nor the papers on neural
 * operators tested. Structural claims are exact; accuracies are compared at reduced grids and budgets.
 */
import { definePaper } from "@working-papers/lab";

const exact = "the system of this paper: the multigrid V-cycle as an operator on packages/tensor";
const darcy =
  "grids of 64² (128² overnight) instead of 256², 1,000 samples and 200 epochs instead of 1,280 and 500: 1/16 of the points, about a third of the updates";
const flow =
  "viscosity 1e-3, grids of 32² to 64², 200 trajectories and 50 epochs instead of viscosity 1e-5, 64², 1,000 trajectories and 500 epochs";
const training =
  "the system of this paper and its baselines (FNO, U-Net) trained on packages/tensor, on data of a seeded Darcy generator";
const trainingFlow =
  "the system of this paper trained on packages/tensor, on data of a seeded Navier-Stokes generator";

export default definePaper({
  slug: "mgno",
  arxiv: "2310.19809",
  title: "MgNO: Efficient Parameterization of Linear Operators via Multigrid",
  authors: ["Juncai He", "Xinliang Liu", "Jinchao Xu"],
  date: "2023-10-16",
  listed: "2026-09-10",
  categories: ["cs.LG", "cs.NA", "math.NA"],
  summary:
    "A neural operator is written like a fully connected network whose weights are bounded linear operators between function spaces; no lifting or projecting network is needed. Each weight is one multigrid V-cycle of small learnable convolutions without a nonlinearity inside, so a few stencils per level cover all scales, and boundary conditions enter through padding. The paper proves universal approximation and reports lower errors with fewer parameters than spectral and convolutional operators on Darcy flow, Navier-Stokes, Helmholtz and pipe flow.",
  system: "Trains and applies multigrid neural operators on data of partial differential equations.",
  claims: [
    {
      id: "M1",
      statement: "The network for Darcy flow with rough coefficients has 0.57 million parameters.",
      place: "table 1",
      reported: { text: "0.57 M", value: 0.57, unit: "million parameters" },
      scale: "full",
      needs: exact,
    },
    {
      id: "M2",
      statement: "The multigrid V-cycle is a linear operator of its input.",
      place: "section 3",
      reported: { text: "a bounded linear operator" },
      scale: "full",
      needs: exact,
    },
    {
      id: "M3",
      statement:
        "With textbook stencils the parameterisation is a classical multigrid solver whose convergence does not depend on the grid size.",
      place: "motivation of the V-cycle",
      origin: "implied",
      reported: {
        text: "a V-cycle approximates the inverse of an elliptic operator at a cost linear in the points",
      },
      scale: "full",
      needs: `${exact}, with odd grids and restriction of the residual`,
    },
    {
      id: "M3b",
      statement:
        "In the geometry of the released code (even grids, padded restriction, 4×4 prolongation) the cycle with textbook stencils diverges for Dirichlet data.",
      place: "released code",
      origin: "ours",
      reported: {
        text: "expected: a factor of 1.5 to 4 per cycle with zero padding, 0.3 to 0.6 with circular padding",
      },
      scale: "full",
      needs: exact,
    },
    {
      id: "M4",
      statement: "The cost of the operator is linear in the number of grid points.",
      place: "section 3",
      reported: {
        text: "O(N), a factor of four per doubling of a two-dimensional grid",
        value: 4,
        unit: "×",
      },
      scale: "full",
      needs: exact,
    },
    {
      id: "M5",
      statement:
        "On Darcy flow with rough coefficients MgNO has a lower L2 error than FNO and U-Net, FNO trained with the same H1 loss included.",
      place: "table 1; baselines in table 1 of HANO, on the same data",
      reported: {
        text: "0.339 % against 1.613 % (FNO, H1 loss) and 3.591 % (U-Net)",
        value: 4.8,
        unit: "ratio FNO / MgNO",
      },
      scale: "reduced",
      scaleNote: darcy,
      needs: training,
    },
    {
      id: "M6",
      statement:
        "On Darcy flow with rough coefficients MgNO's advantage over FNO in the H1 error is at least that in L2.",
      place: "table 1; baselines in table 1 of HANO, on the same data",
      reported: { text: "1.380 % against 7.516 %", value: 5.4, unit: "ratio FNO / MgNO" },
      scale: "reduced",
      scaleNote: darcy,
      needs: training,
    },
    {
      id: "M7",
      statement: "On Darcy flow with smooth coefficients MgNO has a lower L2 error than FNO.",
      place: "table 1; baselines in table 1 of HANO, on the same data",
      recalled: true,
      reported: { text: "0.176 % against 0.684 %", value: 3.9, unit: "ratio FNO / MgNO" },
      scale: "reduced",
      scaleNote: "grids of 65² to 106² instead of 211², fewer epochs",
      needs: training,
    },
    {
      id: "M8",
      statement: "On the multiscale coefficient MgNO has lower L2 and H1 errors than FNO.",
      place: "table 1; baselines in table 1 of HANO, on the same data",
      recalled: true,
      reported: {
        text: "L2 0.715 % against 1.800 %, H1 1.756 % against 9.619 %",
        value: 2.5,
        unit: "ratio FNO / MgNO in L2",
      },
      scale: "reduced",
      scaleNote:
        "grids of 128² from a truth on 513² instead of 256² from 1,023²; 500 samples instead of 1,000",
      needs: training,
    },
    {
      id: "M9",
      statement: "On Navier-Stokes more multigrid levels lower the error.",
      place: "table 4",
      recalled: true,
      reported: { text: "2.10 % with 4 levels, 1.63 % with 5", value: 0.47, unit: "percentage points" },
      scale: "reduced",
      scaleNote: flow,
      needs: trainingFlow,
    },
    {
      id: "M10",
      statement: "On Navier-Stokes a sixth layer lowers the error.",
      place: "table 4",
      recalled: true,
      reported: { text: "1.63 % with 5 layers, 1.47 % with 6", value: 0.16, unit: "percentage points" },
      scale: "reduced",
      scaleNote: flow,
      needs: trainingFlow,
    },
    {
      id: "M11",
      statement:
        "MgNO overfits less than spectral operators: its ratio of test to training error is smaller.",
      place: "abstract",
      reported: { text: "less susceptible to overfitting than spectral neural operators" },
      scale: "reduced",
      scaleNote: `${darcy}; 128, 256 and 512 training samples`,
      needs: training,
    },
    {
      id: "M12",
      statement: "MgNO needs no more epochs than other convolutional operators to come near its final error.",
      place: "abstract",
      reported: { text: "easier to train than other CNN-based models" },
      scale: "reduced",
      scaleNote: darcy,
      needs: training,
    },
    {
      id: "M13",
      statement:
        "Choosing the padding is enough to handle Dirichlet, Neumann and periodic boundary conditions.",
      place: "abstract; section on boundary conditions",
      reported: { text: "diverse boundary conditions are accommodated" },
      scale: "reduced",
      scaleNote: darcy,
      needs: training,
    },
    {
      id: "M14",
      statement: "On the Helmholtz problem MgNO reaches a relative L2 error below one per cent.",
      place: "comment in the authors' code; an independent run of the released code",
      origin: "third party",
      reported: { text: "0.81 % in the independent run", value: 0.81, unit: "%" },
      scale: "reduced",
      scaleNote:
        "a grid of 51² at half the frequency instead of 101², 400 samples instead of 4,000, and fewer epochs; an error below 5 % is asked for",
      needs: "the system of this paper trained on packages/tensor, on data of a seeded Helmholtz generator",
    },
    {
      id: "M15",
      statement:
        "The H1 error of the released code is not the Sobolev norm: it weights only wave numbers below 20, and differs by a factor on rough data.",
      place: "released code",
      origin: "ours",
      reported: { text: "expected: the same ranking of models, a factor of 1.2 to 3 on rough data" },
      scale: "full",
      needs: "both norms, and trained models of this paper's system",
    },
    {
      id: "M16",
      statement:
        "Restricting the data instead of the residual, as the released code does and the algorithm in the paper does not, changes the error by less than 15 %.",
      place: "algorithm 1 against the released code",
      origin: "ours",
      reported: { text: "expected: within 15 %", value: 15, unit: "%" },
      scale: "reduced",
      scaleNote: darcy,
      needs: training,
    },
    {
      id: "X1",
      statement:
        "A trained MgNO applied at twice its training grid loses its accuracy, as a plain convolutional network does.",
      place: "not in the paper",
      origin: "ours",
      reported: {
        text: "expected: an error of about four times that at the training grid",
        value: 4,
        unit: "×",
      },
      scale: "reduced",
      scaleNote: "trained on grids of 32² to 64² with 0.2 to 0.5 million parameters",
      needs: trainingFlow,
    },
    {
      id: "X2",
      statement:
        "Scaling the stencils with the grid spacing as multigrid theory asks, with one level more per doubling, restores accuracy at twice the grid: fully for textbook stencils, in part for learned ones.",
      place: "not in the paper",
      origin: "ours",
      reported: { text: "open question; exact for textbook stencils" },
      scale: "reduced",
      scaleNote: "trained on grids of 32² to 64² with 0.2 to 0.5 million parameters",
      needs: trainingFlow,
    },
    {
      id: "X3",
      statement:
        "Started from multigrid stencils on odd grids, MgNO needs fewer epochs than from random stencils.",
      place: "not in the paper",
      origin: "ours",
      reported: { text: "open question" },
      scale: "reduced",
      scaleNote: darcy,
      needs: training,
    },
    {
      id: "X4",
      statement:
        "For scalar problems in two dimensions a multigrid solver on a coarser grid reaches the network's accuracy in less time.",
      place: "not in the paper",
      origin: "ours",
      reported: { text: "expected: the solver wins in most cases" },
      scale: "reduced",
      scaleNote: darcy,
      needs: `${training}, and a multigrid solver on the same machine`,
    },
  ],
});
