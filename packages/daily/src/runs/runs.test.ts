/** @file Runs on the server, on both databases: asked for, limited, done, cancelled, lost and found. */
import { readFile } from "node:fs/promises";
import { checkpointKey } from "@working-papers/lab";
import { runInChild } from "@working-papers/lab/child";
import { testRepository, type TestRepository } from "@working-papers/lab/testing";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import type { Database } from "../database/open.ts";
import { startQueue } from "../jobs/queue.ts";
import { revisionOf } from "../papers/read.ts";
import { overBothDatabases } from "../testing/databases.ts";
import { loadState, saveState } from "./checkpoints.ts";
import {
  cancelRun,
  countRuns,
  finishedRuns,
  forgetRuns,
  isOver,
  queueRun,
  readEvents,
  readServerRun,
  superviseRuns,
  watchRuns,
  type RunRequest,
  type ServerRun,
  type SupervisorOptions,
} from "./index.ts";
import { failRun, finishRun, recoverRuns, releaseRun, takeRun, tellOfRun, type Taken } from "./work.ts";

// Each run is a process; on a busy machine that takes its time.
vi.setConfig({ testTimeout: 180_000 });

const limits = { perVisitor: 2, queue: 3 };
const ada = { owner: "visitor:ada", origin: "a" };
const somebody = (name: string) => ({ owner: `visitor:${name}`, origin: name });

function request(seed: number, params = {}, version = 1): RunRequest {
  const all = { count: 20, pause: 5, mood: "fine", ...params };
  const which = { paper: "walk", experiment: "steps", seed, params: all };
  const checkpoint = checkpointKey({ ...which, version });
  return {
    ...which,
    experimentVersion: version,
    preset: "quick",
    altered: Object.keys(params).length > 0,
    checkpoint,
  };
}

let repository: TestRepository;
beforeAll(async () => void (repository = await testRepository()));
afterAll(() => repository.remove());

/** What a run without a database, a queue and interruptions gives. */
async function uninterrupted(seed: number, overrides = {}) {
  const run = await runInChild({
    request: { root: repository.root, paper: "walk", experiment: "steps", preset: "quick", seed, overrides },
    budget: { memory: 400, seconds: 60 },
    checkpoints: { load: async () => undefined, save: async () => undefined },
  });
  return run!.measurements;
}

async function supervised(
  database: Database,
  options: Partial<SupervisorOptions> = {},
): Promise<{ stop(): Promise<void> }> {
  const supervisor = superviseRuns(database, {
    root: repository.root,
    budget: { memory: 400, seconds: 60 },
    name: "tester",
    ...options,
  });
  const queue = await startQueue(database, [supervisor.job], { schedule: false, interval: 0.5 });
  await supervisor.start(queue);
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= supervisor.stop().then(() => queue.stop()));
  // A test that fails leaves no worker behind that takes the next one's runs.
  onTestFinished(stop);
  return { stop };
}

async function until(database: Database, id: string, which: (run: ServerRun) => boolean): Promise<ServerRun> {
  for await (const run of watchRuns(database.db, 50).follow(id)) if (which(run)) return run;
  return (await readServerRun(database.db, id))!;
}

/** kill -9 for every process that runs an experiment for this one. */
async function killChildren(): Promise<void> {
  const children = await readFile(`/proc/${process.pid}/task/${process.pid}/children`, "utf8");
  for (const pid of children.split(" ").filter(Boolean)) {
    const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    if (line.includes("/lab/src/child/main.ts")) process.kill(Number(pid), "SIGKILL");
  }
}

overBothDatabases("a run on the server", (fresh) => {
  let database: Database;
  beforeAll(async () => void (database = await fresh()));

  test("is queued once, however often it is asked for, and within limits", async () => {
    const { db } = database;
    const first = await queueRun(db, request(1), ada, limits);
    expect(await queueRun(db, request(1), somebody("ben"), limits)).toEqual({ id: first.id, joined: true });
    const second = await queueRun(db, request(2), ada, limits);
    await expect(queueRun(db, request(3), ada, limits)).rejects.toThrow(
      "You have 2 runs under way, which is as many as this site allows at once",
    );
    // Another name from the same address does not help.
    await expect(queueRun(db, request(3), { owner: "visitor:eve", origin: "a" }, limits)).rejects.toThrow(
      "You have 2 runs",
    );
    const third = await queueRun(db, request(3), somebody("ben"), limits);
    await expect(queueRun(db, request(4), somebody("cy"), limits)).rejects.toThrow("3 runs are waiting");
    expect(await readServerRun(db, third.id)).toMatchObject({ state: "queued", ahead: 2, fraction: 0 });
    expect(await cancelRun(db, first.id, "visitor:eve")).toBe(false);
    for (const { id } of [first, second]) expect(await cancelRun(db, id, ada.owner)).toBe(true);
    expect(await cancelRun(db, first.id, ada.owner)).toBe(false);
    expect(await readServerRun(db, third.id)).toMatchObject({ ahead: 0 });
    expect(await cancelRun(db, third.id, "visitor:ben")).toBe(true);
    expect(await countRuns(db)).toEqual({ queued: 0, running: 0 });
    expect((await readEvents(db, first.id)).map(({ says }) => says)).toEqual([
      "Put in the queue.",
      "Cancelled.",
    ]);
  });

  test("asked for by many at once stays within the limit", async () => {
    const { db } = database;
    const asked = await Promise.allSettled(
      Array.from({ length: 8 }, (_, i) => queueRun(db, request(100 + i), ada, limits)),
    );
    const granted = asked.flatMap((one) => (one.status === "fulfilled" ? [one.value.id] : []));
    expect(granted).toHaveLength(2);
    for (const id of granted) await cancelRun(db, id, ada.owner);
  });

  test("is done, and measures what an uninterrupted run measures", async () => {
    await supervised(database);
    const before = await revisionOf(database.db);
    const { id } = await queueRun(database.db, request(5), ada, limits);
    const done = await until(database, id, ({ state }) => isOver(state));
    expect(done).toMatchObject({ state: "done", fraction: 1, attempt: 1, worker: "tester" });
    expect(done.result!.measurements).toEqual(await uninterrupted(5));
    expect(await loadState(database.db, done.checkpoint)).toBeUndefined();
    expect((await finishedRuns(database.db, "walk")).map((run) => run.id)).toEqual([id]);
    expect(await revisionOf(database.db)).toBeGreaterThan(before);
  });

  test("tells of its progress in whole states, from any change on", async () => {
    await supervised(database);
    const { id } = await queueRun(database.db, request(6, { count: 120, pause: 30 }), ada, limits);
    const seen: ServerRun[] = [];
    for await (const run of watchRuns(database.db, 50).follow(id)) seen.push(run);
    const fractions = seen.map(({ fraction }) => fraction);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(seen.filter(({ state, note }) => state === "running" && note?.startsWith("step "))).not.toEqual(
      [],
    );
    expect(seen.at(-1)!.state).toBe("done");
    const later: ServerRun[] = [];
    for await (const run of watchRuns(database.db, 50).follow(id, seen.at(-2)!.change)) later.push(run);
    expect(later).toHaveLength(1);
  });

  test("is cancelled while it runs, and its process ends", async () => {
    await supervised(database);
    const { id } = await queueRun(database.db, request(7, { count: 5000, pause: 20 }), ada, limits);
    await until(database, id, ({ fraction }) => fraction > 0);
    expect(await cancelRun(database.db, id, ada.owner)).toBe(true);
    // The next run gets the one place, which says that the cancelled one has left it.
    const next = await queueRun(database.db, request(8), ada, limits);
    expect(await until(database, next.id, ({ state }) => isOver(state))).toMatchObject({ state: "done" });
    expect(await readServerRun(database.db, id)).toMatchObject({ state: "cancelled", result: undefined });
  });

  test("fails with a sentence", async () => {
    await supervised(database);
    const wrong = await queueRun(database.db, request(9, { mood: "error" }), ada, limits);
    expect(await until(database, wrong.id, ({ state }) => isOver(state))).toMatchObject({
      state: "failed",
      reason: "The reason.",
    });
  });

  test("over its budget fails with the reason, and its state stays", async () => {
    const { db } = database;
    const busy = await queueRun(db, request(9, { mood: "busy" }), ada, limits);
    const taken = (await takeRun(db, busy.id, "earlier"))!;
    const startedAt = "2026-09-01T00:00:00.000Z";
    await saveState(db, taken, taken.checkpoint, { state: {}, fraction: 0, elapsedMs: 0, startedAt });
    await releaseRun(db, taken, 0, "its worker stops");
    await supervised(database, { budget: { memory: 300, seconds: 3 } });
    const { reason } = await until(database, busy.id, ({ state }) => isOver(state));
    expect(reason).toMatch(/^The run took longer than its 3 seconds and was stopped/);
    expect(await loadState(db, taken.checkpoint)).toBeDefined();
  });

  test("leaves no state from which it would fail again when the experiment threw", async () => {
    await supervised(database);
    const { id } = await queueRun(database.db, request(13, { mood: "late" }), ada, limits);
    const { reason, checkpoint } = await until(database, id, ({ state }) => isOver(state));
    expect(reason).toBe("Half of the way is enough.");
    expect(await loadState(database.db, checkpoint)).toBeUndefined();
  });

  test("fails when the experiment has another version by the time it is taken", async () => {
    await supervised(database);
    const { id } = await queueRun(database.db, request(14, {}, 7), ada, limits);
    expect(await until(database, id, ({ state }) => isOver(state))).toMatchObject({
      state: "failed",
      reason:
        "Experiment walk/steps is version 1 now, not 7 as when this run was asked for; ask for the run again.",
    });
  });

  test("whose result cannot be read says so, and leaves the others readable", async () => {
    const { db } = database;
    await supervised(database);
    const [broken, whole] = [
      await queueRun(db, request(15), ada, limits),
      await queueRun(db, request(16), ada, limits),
    ];
    for (const { id } of [broken, whole]) await until(database, id, ({ state }) => isOver(state));
    await db.execute(
      sql`update run set result = replace(result, '"seed":15', '"seed":17') where id = ${broken.id}`,
    );
    const finished = await finishedRuns(db, "walk");
    expect(finished.find(({ id }) => id === whole.id)!.result!.seed).toBe(16);
    expect(finished.find(({ id }) => id === broken.id)).toMatchObject({
      state: "done",
      result: undefined,
      reason: expect.stringMatching(/^What it measured cannot be read: digest: the content was changed/),
    });
  });

  test("goes on from its saved state when its process is killed", async () => {
    const params = { count: 120, pause: 30 };
    await supervised(database);
    const { id } = await queueRun(database.db, request(11, params), ada, limits);
    await until(database, id, ({ fraction }) => fraction > 0.2);
    await killChildren();
    const done = await until(database, id, ({ state }) => isOver(state));
    expect(done).toMatchObject({ state: "done", attempt: 2 });
    expect(done.result!.measurements).toEqual(await uninterrupted(11, params));
    expect((await readEvents(database.db, id)).map(({ says }) => says)).toContain(
      "Given back to the queue: its process was ended.",
    );
  });

  test("is done and no failure when the database is away for a moment as it saves or ends", async () => {
    let outages = 0;
    const { db } = database;
    const shaky: Database = {
      ...database,
      db: new Proxy(db, {
        get(target, key) {
          if (key !== "transaction" || outages === 0) return Reflect.get(target, key) as unknown;
          outages--;
          return () => Promise.reject(new Error("Connection terminated unexpectedly"));
        },
      }),
    };
    await supervised(shaky);
    const { id } = await queueRun(db, request(12, { count: 150, pause: 30 }), ada, limits);
    await until(database, id, ({ fraction }) => fraction > 0);
    outages = 4;
    expect(await until(database, id, ({ state }) => isOver(state))).toMatchObject({
      state: "done",
      attempt: 1,
    });
    expect(outages).toBe(0);
  });

  test("goes on from its saved state when its worker stops and another starts", async () => {
    const params = { count: 120, pause: 30 };
    const one = await supervised(database);
    const { id } = await queueRun(database.db, request(10, params), ada, limits);
    await until(database, id, ({ fraction }) => fraction > 0.2);
    await one.stop();
    const between = (await readServerRun(database.db, id))!;
    expect(between).toMatchObject({ state: "queued", attempt: 1 });
    expect((await loadState(database.db, between.checkpoint))!.fraction).toBeGreaterThan(0.1);
    await supervised(database, { name: "another" });
    const done = await until(database, id, ({ state }) => isOver(state));
    expect(done).toMatchObject({ state: "done", attempt: 2, worker: "another" });
    expect(done.result!.measurements).toEqual(await uninterrupted(10, params));
    expect((await readEvents(database.db, id)).map(({ says }) => says)).toEqual([
      "Put in the queue.",
      "Begun by tester.",
      "Given back to the queue: its worker stops.",
      "Taken up again by another.",
      "Done.",
    ]);
  });
});

overBothDatabases("a worker that was lost", (fresh) => {
  let database: Database;
  beforeAll(async () => void (database = await fresh()));

  const expire = (): Promise<unknown> =>
    database.db.execute(
      sql`update run set leased_until = now() - interval '1 second' where state = 'running'`,
    );

  test("may not write any more, and the next one goes on", async () => {
    const { db } = database;
    const { id } = await queueRun(db, request(1), ada, limits);
    const first = (await takeRun(db, id, "one"))!;
    expect(await takeRun(db, id, "two")).toBeUndefined();
    const saved = {
      state: { i: 3, weights: new Float32Array([1, 2]) },
      fraction: 0.5,
      elapsedMs: 1,
      startedAt: "",
    };
    await saveState(db, first, first.checkpoint, saved);
    expect(await recoverRuns(db)).toEqual([]);
    await expire();
    expect(await recoverRuns(db)).toEqual([id]);
    const second = (await takeRun(db, id, "two"))!;
    expect(second.attempt).toBe(2);
    const told = { fraction: 0.9, note: null, remaining: null, spent: 9 };
    expect(await tellOfRun(db, first, told)).toBe(false);
    expect(await failRun(db, first, "late", 1)).toBe(false);
    expect(await finishRun(db, first, {} as never, 1)).toBe(false);
    await releaseRun(db, first, 1, "late");
    await expect(saveState(db, first, first.checkpoint, { ...saved, fraction: 0.1 })).rejects.toThrow(
      "in other hands",
    );
    expect(await loadState(db, second.checkpoint)).toEqual(saved);
    expect(await readServerRun(db, id)).toMatchObject({ state: "running", worker: "two", reason: null });
    await cancelRun(db, id, ada.owner);
  });

  test("five times, its processes included, ends the run with the reason", async () => {
    const { db } = database;
    const { id } = await queueRun(db, request(2), ada, limits);
    const again = async (): Promise<Taken> => (await takeRun(db, id, "w"))!;
    // Workers that stop in order are no loss.
    for (let i = 0; i < 6; i++) await releaseRun(db, await again(), 1, "its worker stops");
    for (const lost of [0, 1]) {
      const taken = await again();
      expect(taken).toMatchObject({ lost });
      await releaseRun(db, taken, 1, "its process was ended", true);
    }
    for (const lost of [2, 3, 4]) {
      expect(await again()).toMatchObject({ lost });
      await expire();
      expect(await recoverRuns(db)).toEqual(lost < 4 ? [id] : []);
    }
    expect(await readServerRun(db, id)).toMatchObject({
      state: "failed",
      attempt: 11,
      reason: "The worker or its process was lost 5 times during this run, so it is not tried again.",
    });
  });

  test("leaves states that are forgotten in time, and those that are needed stay", async () => {
    const { db } = database;
    const { id } = await queueRun(db, request(3), ada, limits);
    const taken = (await takeRun(db, id, "w"))!;
    await saveState(db, taken, taken.checkpoint, { state: 1, fraction: 0, elapsedMs: 0, startedAt: "" });
    await db.execute(sql`update run_checkpoint set saved = now() - interval '40 days'`);
    await db.execute(
      sql`update run set ended = now() - interval '40 days' where state in ('failed', 'cancelled')`,
    );
    expect(await forgetRuns(db, 30)).toBe(2);
    expect(await loadState(db, taken.checkpoint)).toBeDefined();
    await cancelRun(db, id, ada.owner);
    await forgetRuns(db, 30);
    expect(await loadState(db, taken.checkpoint)).toBeUndefined();
  });
});
