/** @file One island on a thread of its own. */
import { parentPort, workerData } from "node:worker_threads";
import { defineTarget } from "../targets/target.ts";
import { island } from "./island.ts";
import type { FromThread, ThreadOptions, ToThread } from "./threads.ts";

const { options, label } = workerData as { options: ThreadOptions; label: string };
const { expression, domain, error, ...rest } = options;
const own = island({ ...rest, target: defineTarget(expression, { domain, error }) }, label);

parentPort?.on("message", (message: ToThread) => {
  if (message.type === "advance") for (let i = 0; i < message.rounds; i++) own.advance(message.candidates);
  else own.welcome(message.entries);
  const answer: FromThread = { fitted: own.fitted, emigrants: own.emigrants() };
  parentPort?.postMessage(answer);
});
