/** @file One island on a thread of its own. */
import { parentPort, workerData } from "node:worker_threads";
import { float32Judge } from "../float32/judge.ts";
import { loadTarget } from "../targets/source.ts";
import { island } from "./island.ts";
import type { FromThread, ThreadOptions, ToThread } from "./threads.ts";

const { options, label } = workerData as { options: ThreadOptions; label: string };
const { function: source, domain, error, arithmetic, ...rest } = options;
const target = await loadTarget({ function: source, domain, error });
const judge = arithmetic === "float32" ? { judge: float32Judge(target) } : {};
const own = island({ ...rest, ...judge, target }, label);

parentPort?.on("message", (message: ToThread) => {
  if (message.type === "advance") for (let i = 0; i < message.rounds; i++) own.advance(message.candidates);
  else own.welcome(message.entries);
  const answer: FromThread = { fitted: own.fitted, emigrants: own.emigrants() };
  parentPort?.postMessage(answer);
});
