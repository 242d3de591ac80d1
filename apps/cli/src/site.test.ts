/** @file The command line and the site's database: papers in, everything out and in again, and workers that are killed. */
import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import {
  becomeFirstEditor,
  createLog,
  isOver,
  openDatabase,
  openSearch,
  queueMail,
  readEvents,
  readFeed,
  readMailSummary,
  readServerRun,
  readSettings,
  startWork,
  watchRuns,
  type ServerRun,
} from "@working-papers/daily";
import { checkpointKey } from "@working-papers/lab";
import { runInChild } from "@working-papers/lab/child";
import { testRepository, type TestRepository } from "@working-papers/lab/testing";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { startPapers, type Finished } from "./testing.ts";

const serverUrl = process.env.TEST_DATABASE_URL;
// Each command is a process that opens a database; on a busy machine that takes its time.
vi.setConfig({ testTimeout: 300_000 });
let folder: string;
let repository: TestRepository;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "papers-cli-"));
  repository = await testRepository();
  await writeFile(
    join(folder, "papers.jsonl.gz"),
    gzipSync(
      [
        ...Array.from({ length: 30 }, (_, i) => JSON.stringify(record(i))),
        "{ broken",
        '{"id": "2609.99999"}',
      ].join("\n"),
    ),
  );
  await writeFile(join(folder, "days.json"), JSON.stringify({ "2026-09-10": ["2609.00003", "2609.00001"] }));
});
const started: ChildProcess[] = [];
afterAll(async () => {
  for (const child of started) child.kill("SIGKILL");
  await repository.remove();
  await rm(folder, { recursive: true, force: true });
});

function record(i: number): object {
  return {
    id: `2609.${String(i).padStart(5, "0")}`,
    title: `Paper ${i} on quantum walks`,
    abstract: `We walk ${i} steps.`,
    authors: ["Ada Example"],
    categories: ["cs.LG"],
    announced: "2026-09-10",
  };
}

function start(
  parameters: string[],
  environment: Record<string, string>,
): { child: ChildProcess; finished: Promise<Finished> } {
  const { DATABASE_URL: _url, DATA_DIR: _folder, ...rest } = process.env;
  const { child, finished } = startPapers(repository.root, parameters, { ...rest, ...environment });
  started.push(child);
  return { child, finished };
}

const papers = (environment: Record<string, string>, ...parameters: string[]): Promise<Finished> =>
  start(parameters, environment).finished;

/** A database of its own on the test server. */
async function serverDatabase(): Promise<{ url: string; remove(): Promise<void> }> {
  const name = `papers_cli_${randomBytes(6).toString("hex")}`;
  const admin = await openDatabase(serverUrl!, { migrate: false, connections: 1 });
  await admin.db.execute(`create database ${name}`);
  await admin.close();
  const url = new URL(serverUrl!);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    async remove() {
      const again = await openDatabase(serverUrl!, { migrate: false, connections: 1 });
      await again.db.execute(`drop database if exists ${name} with (force)`);
      await again.close();
    },
  };
}

describe("papers ingest", () => {
  test("takes files and lists, says what was left out, and changes nothing the second time", async () => {
    const at = { DATA_DIR: join(folder, "ingested") };
    const command = [
      "ingest",
      "--from",
      join(folder, "papers.jsonl.gz"),
      "--listings",
      join(folder, "days.json"),
    ];
    const first = await papers(at, ...command, "--json");
    expect(first.stderr).toContain("30 papers added, 0 changed, 0 unchanged, 2 rejected.");
    expect(first.stderr).toContain("left out: The line is not JSON. { broken");
    expect(first.stderr).toContain("2 places on 1 days in the list «curated», 0 rejected.");
    expect(first.stderr).toMatch(/Search knows 30 papers/);
    expect(first.code).toBe(0);
    expect(JSON.parse(first.stdout).sources).toMatchObject([{ added: 30, rejected: 2 }]);
    const second = await papers(at, ...command, "--rejected", "0");
    expect(second.stderr).toContain("0 papers added, 0 changed, 30 unchanged, 2 rejected.");

    const database = await openDatabase(at.DATA_DIR);
    const feed = await readFeed(database.db, { list: "curated", period: "2026-09-10" });
    expect(feed.papers.map(({ id }) => id)).toEqual(["2609.00003", "2609.00001"]);
    const search = await openSearch(database.db);
    expect(search.status()).toMatchObject({ papers: 30, since: 0 });
    expect((await search.ids('"paper 7"'))[0]).toBe("2609.00007");
    const busy = await papers(at, "ingest", "--from", join(folder, "papers.jsonl.gz"));
    expect(busy).toMatchObject({ code: 1, stdout: "" });
    expect(busy.stderr).toMatch(
      new RegExp(
        `^papers: The data folder .*ingested is in use by process ${process.pid} on .* since .*: stop it first`,
      ),
    );
    await database.close();
  });

  test.each([
    ["a list", /places on/, []],
    ["the index", /Building the search index/, ["Building the search index …\n"]],
  ])("stopped by Ctrl-C at %s exits with 130", async (_, when, said) => {
    // The signal comes with the words, and not some milliseconds later.
    const pressing = `const { write } = process.stderr;
      process.stderr.write = (text, ...rest) => {
        if (${when}.test(text)) process.emit("SIGINT");
        return write.call(process.stderr, text, ...rest);
      };`;
    const at = {
      DATA_DIR: join(folder, "stopped"),
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(pressing)}`,
    };
    const { code, stdout, stderr } = await papers(at, "ingest", "--listings", join(folder, "days.json"));
    expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
    expect(stderr.split("rejected.\n")[1]).toBe(
      `${said.join("")}papers: stopped; what was taken in is kept, and the same command goes on from there.\n`,
    );
  });

  test.each([
    [["ingest"], "Say what to take in: --from a file"],
    [
      ["ingest", "--from", "nothing.jsonl"],
      "There is no file nothing.jsonl, and sources are arxiv, oai, huggingface.",
    ],
    [["ingest", "--from", "arxiv"], "arxiv wants to know who asks: give --contact or CONTACT"],
    [["ingest", "--from", "oai", "--since", "tomorrow"], "«tomorrow» is not a day like 2026-09-10."],
    [["ingest", "--from", "arxiv", "--contact", "me@example.org"], "Say which papers of arXiv"],
    [
      ["ingest", "--from", "oai", "--since", "2026-09-01", "--until", "2026-09-02"],
      "A harvest of oai goes on to today: leave --until out",
    ],
    [["ingest", "--from", "arxiv", "--until", "2026-09-02"], "--until needs --since: arxiv without it"],
    [
      ["ingest", "--from", "arxiv", "--ids", "2410.00907", "--since", "2026-09-02"],
      "--ids names the papers of arxiv: leave --since or --ids out.",
    ],
    [
      ["ingest", "--from", "huggingface", "--since", "2026-09-02", "--until", "2026-09-01"],
      "The days go from 2026-09-02 to 2026-09-01: --since must be the earlier one.",
    ],
    [["ingest", "--from", "arxiv", "--set", "cs"], "--set is for oai, which --from does not name"],
    [
      ["ingest", "--from", "arxiv", "--rejected", "abc"],
      "--rejected must be a whole number from 0 to 9007199254740991, not «abc».",
    ],
    [["db", "restore", "none.dump"], "There is no file none.dump."],
    [["work"], "papers work needs PostgreSQL (DATABASE_URL)"],
  ])("%j is refused in one sentence with exit code 2", async (parameters, sentence) => {
    const { code, stderr } = await papers({ DATA_DIR: join(folder, "refused") }, ...parameters);
    expect(stderr).toContain(`papers: ${sentence}`);
    expect(code).toBe(2);
  });

  test("a setting that makes no sense is named with what was expected", async () => {
    const { code, stderr } = await papers({ DATA_DIR: folder, RUNS: "sometimes" }, "db", "dump", "x");
    expect(stderr).toBe("papers: RUNS must be off, members or everyone, not «sometimes».\n");
    expect(code).toBe(1);
  });
});

const bounce = (id: string): string => `bounce+${id}@return.example.org`;

describe("papers mail receive", () => {
  const report =
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; m\n\nFinal-Recipient: rfc822; gone@example.net\nAction: failed\nStatus: 5.1.1\n\n--b--\n";
  async function receive(environment: Record<string, string>, address: string): Promise<Finished> {
    const { child, finished } = start(["mail", "receive", address], environment);
    child.stdin!.end(report);
    return finished;
  }

  test("takes a report in, refuses other addresses, and has the mail server try again while the site has the folder", async () => {
    const at = { DATA_DIR: join(folder, "mail"), MAIL_DOMAIN: "return.example.org" };
    const database = await openDatabase(at.DATA_DIR);
    const id = await queueMail(database.db, {
      to: "gone@example.net",
      kind: "digest",
      subject: "s",
      text: "t",
    });
    await database.db.execute(`update mail set attempt = 1, state = 'sent'`);
    expect(await receive(at, bounce(id))).toMatchObject({ code: 75, stdout: "" });
    await database.close();
    expect(await receive({ DATA_DIR: at.DATA_DIR }, bounce(id))).toMatchObject({ code: 75 });
    expect(await receive(at, "root@return.example.org")).toMatchObject({
      code: 67,
      stderr: "5.1.1 No such mailbox here.\n",
    });
    expect(await receive(at, bounce(id))).toMatchObject({ code: 0, stderr: "Taken in: hard.\n" });
    const again = await openDatabase(at.DATA_DIR);
    expect(await readMailSummary(again.db)).toMatchObject({ suppressed: { bounce: 1 } });
    await again.close();
  });
});

describe("papers db", () => {
  test("dumps and restores a folder, complete or not at all", async () => {
    const at = { DATA_DIR: join(folder, "dumped") };
    await papers(at, "ingest", "--from", join(folder, "papers.jsonl.gz"), "--rejected", "0");
    const dump = join(folder, "site.dump");
    const wrote = await papers(at, "db", "dump", dump);
    expect(wrote.stdout).toMatch(
      /^Wrote .*site\.dump \(\d+\.\d MB\): 30 papers, 30 places in lists; \d+ rows in all\.\n$/,
    );
    expect(await papers(at, "db", "dump", dump)).toMatchObject({ code: 2, stdout: "" });
    const into = { DATA_DIR: join(folder, "restored") };
    expect((await papers(into, "db", "restore", dump)).stdout).toContain("30 papers, 30 places in lists");
    expect((await papers(into, "db", "restore", dump)).stderr).toContain("The database already has papers");
    const cut = join(folder, "cut.dump");
    await writeFile(cut, (await readFile(dump)).subarray(0, (await stat(dump)).size - 500));
    const nowhere = { DATA_DIR: join(folder, "nowhere") };
    expect((await papers(nowhere, "db", "restore", cut)).stderr).toContain("cut off");
    // What is there then is the same to the last row.
    const again = join(folder, "again.dump");
    await papers(into, "db", "dump", again);
    expect(await rows(again)).toEqual(await rows(dump));
  });

  test.skipIf(!serverUrl)("moves a site from a folder to PostgreSQL and back with nothing lost", async () => {
    const home = { DATA_DIR: join(folder, "home") };
    await papers(home, "ingest", "--from", join(folder, "papers.jsonl.gz"), "--rejected", "0");
    const { url, remove } = await serverDatabase();
    const there = await papers(home, "db", "migrate", url);
    expect(there.stdout).toContain("30 papers, 30 places in lists");
    expect(there.stdout).toContain("Start the site with DATABASE_URL set to its address.");
    const back = join(folder, "back");
    expect((await papers({ DATABASE_URL: url }, "db", "migrate", back)).stdout).toContain(`DATA_DIR=${back}`);
    const [before, after] = [join(folder, "before.dump"), join(folder, "after.dump")];
    await papers(home, "db", "dump", before);
    await papers({ DATA_DIR: back }, "db", "dump", after);
    expect(await rows(after)).toEqual(await rows(before));
    await remove();
  });
});

/** The lines of a dump. */
async function rows(path: string): Promise<string[]> {
  return gunzipSync(await readFile(path))
    .toString("utf8")
    .split("\n");
}

describe.skipIf(!serverUrl)("two workers on PostgreSQL", () => {
  const params = { count: 150, pause: 40, mood: "fine" };

  test("one of which is killed with its run in hand: nothing is lost, and the result is that of an undisturbed run", async () => {
    const { url, remove } = await serverDatabase();
    const database = await openDatabase(url, { connections: 3 });
    const settings = readSettings(repository.root, { DATABASE_URL: url, WORK: "elsewhere" });
    const log = createLog({ level: "error", format: "text" });
    const site = await startWork(database, { root: repository.root, settings, log, as: "site" });
    const workers = [1, 2].map(() => start(["work"], { DATABASE_URL: url, LOG_LEVEL: "warn" }));

    const which = { paper: "walk", experiment: "steps", seed: 3, params };
    const checkpoint = checkpointKey({ ...which, version: 1 });
    const request = { ...which, experimentVersion: 1, preset: "quick" as const, altered: true, checkpoint };
    const { id } = await site.askForRun(request, { owner: "visitor:ada", origin: "a" });
    const until = async (enough: (run: ServerRun) => boolean): Promise<ServerRun> => {
      for await (const run of watchRuns(database.db, 50).follow(id)) if (enough(run)) return run;
      return (await readServerRun(database.db, id))!;
    };
    const running = await until(({ fraction }) => fraction > 0.3);
    const first = workers.find(({ child }) => running.worker!.endsWith(`:${child.pid}`))!;
    const killed = Date.now();
    first.child.kill("SIGKILL");
    await once(first.child, "exit");

    const done = await until(({ state }) => isOver(state));
    expect(done).toMatchObject({ state: "done", attempt: 2, reason: null });
    expect(done.worker).not.toBe(running.worker);
    expect((await readEvents(database.db, id)).map(({ says }) => says)).toEqual([
      "Put in the queue.",
      `Begun by ${running.worker}.`,
      `Its worker ${running.worker} was lost; it waits for another.`,
      `Taken up again by ${done.worker}.`,
      "Done.",
    ]);
    const undisturbed = await runInChild({
      request: {
        root: repository.root,
        paper: "walk",
        experiment: "steps",
        preset: "quick",
        seed: 3,
        overrides: params,
      },
      budget: { memory: 400, seconds: 60 },
      checkpoints: { load: async () => undefined, save: async () => undefined },
    });
    expect(done.result!.measurements).toEqual(undisturbed!.measurements);
    expect(done.result!.tables).toEqual(undisturbed!.tables);
    // Not begun anew: the result counts from the first attempt.
    expect(Date.parse(done.result!.provenance.startedAt)).toBeLessThan(killed);

    const second = workers.find((worker) => worker !== first)!;
    second.child.kill("SIGTERM");
    expect((await second.finished).code).toBe(0);
    await site.stop();
    await database.close();
    await remove();
  });
});

test("a site without an editor has a link for the first one, and then none", async () => {
  const data = { DATA_DIR: join(folder, "editors") };
  const first = await start(["editor", "--origin", "https://papers.example.org"], data).finished;
  expect(first.stdout).toMatch(/^https:\/\/papers\.example\.org\/first-editor\?token=[\w-]{43}\n$/);
  const database = await openDatabase(data.DATA_DIR);
  const token = new URL(first.stdout.trim()).searchParams.get("token")!;
  await becomeFirstEditor(database.db, token, { name: "Grace", email: "grace@example.org" });
  await database.close();
  const second = await start(["editor"], data).finished;
  expect(second).toMatchObject({ code: 2, stdout: "" });
  expect(second.stderr).toContain("papers: The site has an editor");
  const wrong = await start(["editor", "--origin", "papers"], data).finished;
  expect(wrong).toMatchObject({ code: 2 });
  expect(wrong.stderr).toContain(
    "--origin must be an address like https://papers.example.org, not «papers».",
  );
});

if (!serverUrl) console.warn("Skipped on PostgreSQL: TEST_DATABASE_URL names no server.");
