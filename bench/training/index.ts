/**
 * @file Training steps against peers, by turns in one run: npm run bench -- training [workload ...] [--seconds 25] [--threads 2] [--profile folder]
 *
 * Each workload is trained by this repository, PyTorch, jax-js and TensorFlow.js, each in a process of its own that waits while another takes its
 * step. The table gives medians with quartiles, the least time, and how many times as fast as each peer this repository is. A contestant that
 * has used its share of the seconds sits out, so that a slow one does not keep the others from their rounds.
 */
import { mkdirSync } from "node:fs";
import { cpus } from "node:os";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { join } from "node:path";
import { contestants, start, type Absence, type Contestant } from "./contestants.ts";
import type { Sizes } from "./workloads/workload.ts";

const workloads: readonly { readonly name: string; readonly sizes: Sizes }[] = [
  { name: "transformer", sizes: { features: 256, batch: 128 } },
  { name: "transformer", sizes: { features: 128, batch: 256 } },
  { name: "mlp", sizes: { batch: 128 } },
  { name: "lenet", sizes: { batch: 64 } },
  { name: "lenet", sizes: { batch: 128 } },
  { name: "resnet", sizes: { batch: 64 } },
  { name: "vit", sizes: { batch: 16 } },
  { name: "fno", sizes: { batch: 16 } },
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: "string", default: "25" },
    threads: { type: "string", default: String(cpus().length) },
    peers: { type: "string", default: contestants.map(({ name }) => name).join() },
    profile: { type: "string" },
  },
});
const [seconds, threads] = [Number(values.seconds), Number(values.threads)];
const chosen = workloads.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const unknown = positionals.find((p) => !workloads.some(({ name }) => name === p));
if (unknown !== undefined || !(seconds > 0) || !(threads > 0)) {
  const names = [...new Set(workloads.map(({ name }) => name))].join(", ");
  console.error(
    `training: expected numbers, and workloads among ${names}; got ${process.argv.slice(2).join(" ")}`,
  );
  process.exit(2);
}
if (values.profile) mkdirSync(values.profile, { recursive: true });

const quantile = (times: readonly number[], q: number): number => {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const low = Math.floor(at);
  return sorted[low]! + (at - low) * ((sorted[low + 1] ?? sorted[low]!) - sorted[low]!);
};
const ms = (x: number | undefined): string =>
  x === undefined ? "" : x >= 100 ? x.toFixed(0) : x >= 10 ? x.toFixed(1) : x.toFixed(2);
const columns = [40, 22, 10, 21, 10, 9, 9, 9, 8];
const row = (...cells: readonly string[]): string =>
  cells
    .map((cell, i) => (i < 2 ? cell.padEnd(columns[i]!) : cell.padStart(columns[i]!)))
    .join("")
    .trimEnd();

const versions = new Map<string, string>();
console.log(
  `${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores, ${threads} threads each; milliseconds a step`,
);
console.log(
  row("workload", "contestant", "median", "quartiles", "least", "ratio", "tracing", "session", "rounds"),
);
for (const { name, sizes } of chosen) {
  const title = `${name} (${Object.entries(sizes)
    .map(([k, v]) => `${k} ${v}`)
    .join(", ")})`;
  const absent: Absence[] = [];
  const running: { contestant: Contestant; times: number[] }[] = [];
  const profile = values.profile && join(values.profile, `${name}-${Object.values(sizes).join("-")}`);
  const share = (seconds * 1000) / values.peers.split(",").length;
  for (const description of contestants.filter((c) => values.peers.split(",").includes(c.name))) {
    const contestant = await start(
      description,
      name,
      { ...sizes, threads },
      Math.max(4 * share, 30_000),
      profile,
    );
    if ("missing" in contestant) absent.push(contestant);
    else running.push({ contestant, times: [] });
  }
  const counts = new Set(running.map(({ contestant }) => contestant.parameters));
  if (counts.size > 1)
    throw new Error(`${title}: the contestants have ${[...counts].join(" and ")} parameters`);

  // Each begins with a step that is not counted; then rounds in turn, within the shares.
  for (let round = 0; ; round++) {
    const ready = running.filter(({ times }) => times.reduce((a, b) => a + b, 0) < share || times.length < 2);
    if (ready.length === 0 || !ready.includes(running[0]!)) break;
    for (const { contestant, times } of ready) {
      // Threads that spin for a while after their work would take the next contestant's time.
      await setTimeout(50);
      times.push(await contestant.step());
    }
    if (round === 0) for (const each of ready) each.times.length = 0;
  }
  const mine = running[0] && quantile(running[0].times, 0.5);
  for (const [i, { contestant, times }] of running.entries()) {
    const median = quantile(times, 0.5);
    const quartiles = `${ms(quantile(times, 0.25))} to ${ms(quantile(times, 0.75))}`;
    const ratio = i === 0 ? "" : `${(median / mine!).toFixed(2)} x`;
    const cost = [ms(contestant.tracing), ms(contestant.compile)] as const;
    console.log(
      row(
        i === 0 ? title : "",
        contestant.name,
        ms(median),
        quartiles,
        ms(Math.min(...times)),
        ratio,
        ...cost,
        `${times.length}`,
      ),
    );
    versions.set(contestant.name, contestant.version);
    contestant.stop();
  }
  for (const { name: who, missing } of absent) console.log(`${" ".repeat(columns[0]!)}${who}: ${missing}`);
}
for (const [name, version] of versions) console.log(`${name}: ${version}`);
