/**
 * This repository's contestant. Arguments: the workload's name and its sizes as JSON, and where to write ONNX Runtime's profile. Prints a line
 * of JSON, then takes a step for each line of standard input and prints its milliseconds.
 */
import { createInterface } from "node:readline";
import {
  evaluate,
  initTraining,
  random,
  setProvider,
  trainingStep,
  treeLeaves,
  type Provider,
} from "@working-papers/tensor";
import { cpu } from "@working-papers/tensor/node";
import { adam } from "@working-papers/tensor/optim";
import { fno } from "../workloads/fno.ts";
import { lenet } from "../workloads/lenet.ts";
import { mlp } from "../workloads/mlp.ts";
import { resnet } from "../workloads/resnet.ts";
import { transformer } from "../workloads/transformer.ts";
import { vit } from "../workloads/vit.ts";
import type { Sizes, Workload } from "../workloads/workload.ts";

const workloads: Record<string, (sizes: Sizes) => Workload> = {
  transformer,
  mlp,
  lenet,
  resnet,
  vit,
  fno,
};
const [name = "", json = "{}", profile] = process.argv.slice(2);
const sizes = JSON.parse(json) as Sizes;
const workload = workloads[name]!(sizes);

const plain = cpu({ threads: sizes["threads"]! });
setProvider(plain);
const data = await evaluate({ inputs: workload.inputs, targets: workload.targets });
const optimizer = adam(1e-3);
let state = await initTraining(workload.init(random.key(0)), optimizer);
const step = trainingStep(
  (params, batch: typeof data) => workload.loss(params, batch.inputs, batch.targets),
  optimizer,
);

async function time(run: () => unknown): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

// Session creation is timed where it happens, at the provider.
let compile = 0;
const timed: Provider = {
  name: plain.name,
  async compile(model) {
    const provider = profile ? cpu({ threads: sizes["threads"]!, profile }) : plain;
    const start = performance.now();
    const executable = await provider.compile(model);
    compile = performance.now() - start;
    return executable;
  },
};
setProvider(timed);

async function take(): Promise<void> {
  const [next, value] = await step(state, data);
  state = next;
  await value.item();
}
const tracing = await time(() => step.graph(state, data));
const first = await time(take);
const parameters = treeLeaves(state.params).reduce((n, x) => n + x.size, 0);
console.log(JSON.stringify({ version: `Node ${process.version}`, parameters, tracing, compile, first }));
for await (const _ of createInterface(process.stdin)) console.log(await time(take));
await step.release();
