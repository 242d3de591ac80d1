/** @file The lab under Node: papers as folders, runs and checkpoints as files. */
export { fileCheckpoints } from "./checkpoints.ts";
export { describeHost } from "./host.ts";
export { recordRun } from "./record.ts";
export { findRepository } from "./root.ts";
export { openRepository, type PaperFolder, type Problem, type Repository } from "./repository.ts";
