/** @file The model in the page: learns, answers while it learns, and says what is lost without a head. */
import { random } from "@working-papers/lab";
import {
  ablate,
  anyColumn,
  lossByLabel,
  meanLoss,
  productSubtasks,
  solver,
  train,
  uniform,
  type DigitTransformer,
  type Problem,
  type Solver,
  type Task,
  type Training,
} from "../index.ts";
import { loadSmall, SMALL, smallTask } from "../models/load.ts";
import type { Report, Request } from "./protocol.ts";

const scope = globalThis as unknown as {
  addEventListener(type: "message", listener: (event: MessageEvent<Request>) => void): void;
  postMessage(report: Report): void;
};

const STEPS = 1500;
const REPORT_MS = 250;
/** Steps that a shown loss is the mean of. */
const WINDOW = 20;
/** Problems that the effect of a head is measured on. */
const PROBES = 200;

interface Model {
  readonly task: Task;
  readonly solver: Solver;
  readonly probes: readonly Problem[];
  params?: DigitTransformer;
  /** Whether it has stopped learning; until then questions wait for the next report. */
  finished: boolean;
}

let model: Model | undefined;
let question: Extract<Request, { kind: "ask" }> | undefined;
let changed = false;
let generation = 0;
/** Answers come one after the other. */
let answered: Promise<void> = Promise.resolve();

scope.addEventListener("message", ({ data }) => {
  if (data.kind === "ask") {
    question = data;
    changed = true;
    if (model?.finished) answerNext(model);
    return;
  }
  generation++;
  void begin(data, generation);
});

async function begin(request: Extract<Request, { kind: "learn" | "load" }>, mine: number): Promise<void> {
  try {
    const before = model;
    model = undefined;
    await before?.solver.release();
    if (mine !== generation) return;
    const task = smallTask(request.order);
    const stream = random(2);
    model = {
      task,
      solver: solver(task, SMALL),
      probes: Array.from({ length: PROBES }, () => uniform(task)(stream)),
      finished: false,
    };
    if (request.kind === "load") model.params = loadSmall(request.order, request.file);
    else await learn(model, request.seed, mine);
    if (mine !== generation) return;
    model.finished = true;
    changed = true;
    scope.postMessage({ kind: "ready" });
    answerNext(model);
  } catch (error) {
    if (mine === generation) scope.postMessage({ kind: "failed", message: (error as Error).message });
  }
}

class Stopped extends Error {}

async function learn(into: Model, seed: number, mine: number): Promise<void> {
  let shown = performance.now();
  const training: Training = {
    task: into.task,
    shape: SMALL,
    sampler: uniform(into.task),
    steps: STEPS,
    batch: 64,
    learningRate: 3e-3,
    labellings: [anyColumn(into.task.answer)],
  };
  const { params } = await train(training, random(seed), {
    async step({ done, params: now, ledgers }) {
      if (mine !== generation) throw new Stopped("stopped");
      if (done < STEPS && performance.now() - shown < REPORT_MS) return;
      const digits = Array.from({ length: into.task.answer }, (_, column) =>
        meanLoss(ledgers[0], { label: "all", columns: [column] }, done - WINDOW, done),
      );
      scope.postMessage({ kind: "progress", progress: { step: done, steps: STEPS, digits } });
      into.params = now;
      changed = true;
      await answerIfAsked(into);
      await pause(0);
      shown = performance.now();
    },
  });
  into.params = params;
}

function answerNext(asked: Model): void {
  answered = answered
    .then(() => answerIfAsked(asked))
    .catch((error: Error) => reportOf(asked, { kind: "failed", message: error.message }));
}

/** What a model says that another has taken the place of is nobody's answer. */
function reportOf(from: Model, report: Report): void {
  if (from === model) scope.postMessage(report);
}

async function answerIfAsked(asked: Model): Promise<void> {
  const { task, solver: ask, probes, params } = asked;
  if (!changed || !question || !params) return;
  changed = false;
  const { text, without } = question;
  reportOf(asked, { kind: "answer", answer: await ask.answer(params, text, { without }) });
  if (without.length === 0) return;
  const labelling = productSubtasks(task);
  const [whole, cut] = await ablate(task, SMALL, params, probes, {
    kind: "zero",
    sets: [[], without],
    random: random(1),
  });
  const nats = (losses: Float32Array): number[] => lossByLabel(task, labelling, probes, losses);
  const before = nats(whole);
  reportOf(asked, { kind: "effects", nats: nats(cut).map((after, i) => after - before[i]) });
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
