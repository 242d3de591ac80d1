/**
 * @file How fast the colliding movers run: npx node bench/probabilistic-world.ts [repetitions]
 *
 * Candidates take turns, so that a slow phase of the machine meets all of them. For each ring: median time of a step, its spread (the
 * quartiles' distance over the median), cells per second, how many times as fast as the plain loop, and the bytes that a step has to read and
 * write over those that a copy of the same planes to another place moves in the same time (a step works in place, so that it can be faster). Then the cycles of all states of a small ring. With Python and
 * NumPy installed, the same step there, in turns of its own.
 */
import { spawnSync } from "node:child_process";
import { cpus } from "node:os";
import { argv } from "node:process";
import {
  cycleHistogram,
  fastLattice,
  lattice,
  order,
  stepLattice,
  stepWave,
  thirringCollision,
  thirringJump,
} from "@working-papers/papers/probabilistic-world";

const repetitions = Number(argv[2] ?? 15);

/** The loop one would write: a byte per cell, one cell after the other. */
function plainStep(now: Uint8Array, next: Uint8Array, collide: Uint8Array): void {
  const n = now.length;
  for (let x = 0; x < n; x++) {
    const left = now[x === 0 ? n - 1 : x - 1];
    const right = now[x + 1 === n ? 0 : x + 1];
    next[x] = collide[(left & 3) | (right & 12)];
  }
}

function quantile(values: number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const low = Math.floor(at);
  return sorted[low] + (at - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]);
}
const median = (values: number[]) => quantile(values, 0.5);
const spread = (values: number[]) =>
  `${((100 * (quantile(values, 0.75) - quantile(values, 0.25))) / median(values)).toFixed(0)} %`;

/** Milliseconds of one of several steps. */
function time(steps: number, run: () => void): number {
  const start = performance.now();
  for (let t = 0; t < steps; t++) run();
  return (performance.now() - start) / steps;
}

console.log(
  `${cpus()[0]?.model ?? "unknown processor"}, ${process.version}, one thread, ${repetitions} repetitions`,
);

for (const cells of [2 ** 20, 2 ** 27]) {
  const plainCells = Math.min(cells, 2 ** 22);
  let state = 1;
  const word = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0);
  const bits = lattice(cells, "extended");
  for (const plane of bits.planes) plane.forEach((_, w) => (plane[w] = word()));
  const fast = fastLattice(cells, "extended");
  fast.planes().forEach((plane, s) => plane.set(bits.planes[s]));
  let now: Uint8Array = Uint8Array.from({ length: plainCells }, () => word() >>> 28);
  let next: Uint8Array = new Uint8Array(plainCells);
  const table = Uint8Array.from({ length: 16 }, (_, pattern) => thirringCollision("extended")(pattern));
  const steps = Math.max(1, Math.round(2 ** 24 / cells));
  const candidates: Record<string, () => number> = {
    "plain loop, a byte a cell": () =>
      (time(1, () => {
        plainStep(now, next, table);
        [now, next] = [next, now];
      }) *
        cells) /
      plainCells,
    "32 cells a word": () => time(steps, () => stepLattice(bits)),
    "WebAssembly SIMD": () => time(1, () => fast.step(steps)) / steps,
    "copy of the planes": () => time(steps, () => fast.copyOnce()),
  };
  const times = Object.fromEntries(Object.keys(candidates).map((name) => [name, [] as number[]]));
  for (let round = -3; round < repetitions; round++)
    for (const [name, run] of Object.entries(candidates)) {
      const ms = run();
      if (round >= 0) times[name].push(ms);
    }
  const plain = times["plain loop, a byte a cell"];
  const copy = times["copy of the planes"];
  console.log(
    `\n${cells} cells, extended rule${plainCells < cells ? ` (plain loop on ${plainCells}, scaled)` : ""}`,
  );
  console.log("                             ms a step  spread   cells/s   × plain  of copy bandwidth");
  for (const [name, values] of Object.entries(times)) {
    const ratio = (to: number[]) => median(values.map((ms, i) => to[i] / ms));
    const isCopy = values === copy;
    console.log(
      `${name.padEnd(27)} ${median(values).toFixed(4).padStart(10)} ${spread(values).padStart(7)} ${
        isCopy
          ? "".padStart(19)
          : `${((1000 * cells) / median(values)).toExponential(2)} ${ratio(plain).toFixed(1).padStart(9)}`
      } ${isCopy ? `${(cells / median(values) / 1e6).toFixed(1)} GB/s read and written` : `${(100 * ratio(copy)).toFixed(0)} %`.padStart(11)}`,
    );
  }
}

console.log("\nall states of a ring of 6 sites, 2^24, extended rule");
const start = performance.now();
const jump = thirringJump("extended", 6);
const built = performance.now();
const histogram = cycleHistogram(jump);
const counted = performance.now();
const q = new Float64Array(jump.dimension).fill(1);
const out = new Float64Array(jump.dimension);
stepWave(jump, q, out);
console.log(
  `permutation ${(built - start).toFixed(0)} ms, cycles ${(counted - built).toFixed(0)} ms (order ${order(histogram)}), wave function ${(performance.now() - counted).toFixed(0)} ms`,
);

const python = `
import time, numpy as np
rng = np.random.default_rng(1)
n = 1 << 20
r1, r2, l1, l2 = (rng.integers(0, 2**64, n // 64, dtype=np.uint64) for _ in range(4))
one, top = np.uint64(1), np.uint64(63)
def step(r1, r2, l1, l2):
    a = (r1 << one) | (np.roll(r1, 1) >> top)
    b = (r2 << one) | (np.roll(r2, 1) >> top)
    c = (l1 >> one) | (np.roll(l1, -1) << top)
    d = (l2 >> one) | (np.roll(l2, -1) << top)
    f = (a ^ b) & (c ^ d)
    return a ^ f, b ^ f, c ^ f, d ^ f
times = []
for _ in range(${repetitions}):
    t = time.perf_counter()
    for _ in range(16): r1, r2, l1, l2 = step(r1, r2, l1, l2)
    times.append((time.perf_counter() - t) / 16)
print(f"NumPy {np.__version__}, 64 cells a word, {n} cells: {1000 * sorted(times)[len(times) // 2]:.4f} ms a step")
`;
const peer = spawnSync("python3", ["-c", python], { encoding: "utf8" });
console.log(peer.status === 0 ? `\n${peer.stdout.trim()}` : "\nNumPy: not installed here, skipped.");
