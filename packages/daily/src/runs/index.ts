/** @file Experiments that readers have run on the server. */
export {
  isOver,
  RunRefused,
  type Asker,
  type RunLimits,
  type RunRequest,
  type RunsOpenTo,
  type RunState,
  type ServerRun,
} from "./state.ts";
export {
  cancelRun,
  countRuns,
  finishedRuns,
  forgetRuns,
  latestRuns,
  queueRun,
  readEvents,
  readServerRun,
  type RunEvent,
} from "./store.ts";
export { superviseRuns, type Supervisor, type SupervisorOptions } from "./supervisor.ts";
export { watchRuns, type RunWatch } from "./watch.ts";
