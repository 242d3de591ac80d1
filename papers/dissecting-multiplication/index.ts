/**
 * @file Arithmetic transformers, to import: tasks of digits, their training, and what it takes to look inside (arXiv:2407.15360).
 */
export {
  answerPlace,
  columnOf,
  defineTask,
  inputLength,
  multiplication,
  promptLength,
  rowLength,
  textOf,
  vocabulary,
  writeProblem,
  type Order,
  type Task,
  type TaskOptions,
} from "./task.ts";
export {
  batchOf,
  curriculum,
  distinct,
  notSimple,
  problemKey,
  simple,
  templated,
  uniform,
  unseen,
  withSimple,
  without,
  type Problem,
  type Sampler,
} from "./samples.ts";
export {
  byMultiplier,
  cascadeLength,
  columns,
  multiplied,
  only,
  overlaps,
  productSubtasks,
  SUBTASKS,
  subtasks,
  unitsApart,
  type Column,
  type Labelling,
  type Subtask,
} from "./subtasks.ts";
export { anyColumn, curve, firstPassage, meanLoss, type Ledger, type Where } from "./ledger.ts";
export { ceiling, type Ceiling } from "./ceilings.ts";
export { coupledPositions } from "./positions.ts";
export {
  forward,
  initModel,
  widthFor,
  type DigitTransformer,
  type ModelShape,
  type Wiring,
} from "./model.ts";
export {
  seenBy,
  train,
  type StepReport,
  type Trained,
  type Training,
  type TrainingHooks,
  type TrainingState,
} from "./train.ts";
export {
  exactlyRight,
  generate,
  lossByLabel,
  predict,
  share,
  type Answers,
  type Predictions,
} from "./measure.ts";
export {
  attentionMap,
  onOperand,
  onPreviousDigit,
  operandWalk,
  spearman,
  staircase,
  type AttentionMap,
} from "./attention.ts";
export { ablate, ABLATIONS, type Ablation, type Component } from "./ablation.ts";
export { parseProblem, solver, type Answer, type AnswerDigit, type Solver } from "./solve.ts";
