/** @file A thread of the child process that ends it when its parent is gone, even while the experiment computes without a pause. */
import { workerData } from "node:worker_threads";

const parent = workerData as number;
/** Between looks, in milliseconds. */
const LOOK_MS = 1_000;

setInterval(() => {
  if (isGone()) process.kill(process.pid, "SIGKILL");
}, LOOK_MS);

function isGone(): boolean {
  // Whose parent has ended gets another one, but not on Windows.
  if (process.ppid !== parent) return true;
  try {
    return !process.kill(parent, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
