/** @file Settings, log and metrics as a host meets them. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createLog } from "./log.ts";
import { addProcessMetrics, createMetrics } from "./metrics.ts";
import { readSettings, VARIABLES } from "./settings.ts";

describe("settings", () => {
  test("have defaults, and are parsed", () => {
    const none = readSettings("/srv/papers", {});
    expect(none).toMatchObject({ PORT: 3_000, RUNS: "everyone", WORK: "here", INGEST_CURATED: false });
    expect(none.database).toBe("/srv/papers/data");
    expect(none.CONTACT).toBeUndefined();
    const some = readSettings("/srv/papers", {
      PORT: "80",
      RUNS: " off ",
      CONTACT: "host@example.org",
      INGEST_CATEGORIES: "cs.LG, stat.ML",
      DATABASE_URL: "postgres://site@db/papers",
      LOG_LEVEL: "",
    });
    expect(some).toMatchObject({
      PORT: 80,
      RUNS: "off",
      INGEST_CATEGORIES: ["cs.LG", "stat.ML"],
      LOG_LEVEL: "info",
    });
    expect(some.database).toBe("postgres://site@db/papers");
  });

  test.each([
    [{ PORT: "65536" }, "PORT must be a whole number from 0 to 65535, not «65536»."],
    [{ RUNS: "yes" }, "RUNS must be off, members or everyone, not «yes»."],
    [{ ORIGIN: "papers.example.org" }, "ORIGIN must be an address like https://papers.example.org"],
    [{ INGEST_CATEGORIES: "cs.LG;drop" }, "INGEST_CATEGORIES must be categories like cs.LG"],
    [
      { DATABASE_URL: "mysql://me:secret@db/x" },
      "DATABASE_URL must be an address like postgres://user@host/database, not «mysql://…@db/x».",
    ],
    [{ WORK: "elsewhere" }, "WORK=elsewhere needs DATABASE_URL"],
    [{ INGEST_SET: "cs" }, "INGEST_SET needs CONTACT"],
    [{ GITHUB_CLIENT_ID: "x" }, "GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET belong together"],
    [{ SESSION_SECRET: "short" }, "SESSION_SECRET must be 32 characters or more, not «…»."],
    [
      { SMTP_URL: "http://me:secret@mail.example.org" },
      "SMTP_URL must be an address like smtp://user:password@mail.example.org:587, not «http://…@mail.example.org».",
    ],
    [{ SMTP_URL: "smtp://mail.example.org" }, "SMTP_URL needs MAIL_FROM"],
    [{ SMTP_URL: "smtp://mail.example.org", MAIL_FROM: "papers@example.org" }, "SMTP_URL needs ORIGIN"],
    [
      { MAIL_FROM: "Papers\nBcc: eve@example.org" },
      "MAIL_FROM must be an address like Working Papers <papers@example.org>",
    ],
    [{ MAIL_LISTEN: "2525" }, "MAIL_LISTEN needs MAIL_DOMAIN"],
    [{ MAIL_LISTEN: "everywhere", MAIL_DOMAIN: "return.example.org" }, "MAIL_LISTEN must be a port"],
    [{ DKIM_KEY: "/dkim.pem" }, "DKIM_KEY and DKIM_SELECTOR belong together"],
    [{ EMBEDDER: "bert" }, "EMBEDDER must be trained or onnx:/path/to/model.onnx, not «bert»."],
  ])("%j is refused with what was expected", (environment, sentence) => {
    expect(() => readSettings("/srv/papers", environment)).toThrow(sentence);
  });

  test("stand in the documentation with their defaults and meanings, each in one row", async () => {
    const path = fileURLToPath(new URL("../../../../docs/hosting.md", import.meta.url));
    const rows = (await readFile(path, "utf8"))
      .split("\n")
      .filter((line) => /^\| `[A-Z_]+`/.test(line))
      .map((line) => line.split(" | ").map((cell) => cell.replace(/^\||\|$/g, "").trim()));
    expect(rows).toEqual(
      Object.entries(VARIABLES).map(([name, variable]) => {
        const { standard, otherwise, says } = variable as {
          standard?: string;
          otherwise?: string;
          says: string;
        };
        return [`\`${name}\``, says, standard === undefined ? otherwise : `\`${standard}\``];
      }),
    );
  });
});

test("the log writes JSON that a machine reads back, and lines that a terminal survives", () => {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  const json = createLog({ level: "info", format: "json", write });
  json.debug("not written");
  json.info("Answered.", { status: 200, path: '/a"\n', big: 10n });
  json.error("Failed.", { error: new TypeError("no") });
  expect(lines).toHaveLength(2);
  expect(JSON.parse(lines[0])).toMatchObject({
    level: "info",
    msg: "Answered.",
    status: 200,
    path: '/a"\n',
    big: "10",
  });
  expect(JSON.parse(lines[1])).toMatchObject({ level: "error", error: { name: "TypeError", message: "no" } });
  expect(lines.every((line) => line.indexOf("\n") === line.length - 1)).toBe(true);
  const text = createLog({ level: "warn", format: "text", write });
  text.info("not written");
  text.warn("Slow\u001b[2J.", { ms: 3, path: "/a b", red: "\u001b[31m" });
  expect(lines[2]).toMatch(/^\d\d:\d\d:\d\d warn Slow�\[2J\. ms=3 path="\/a b" red=�\[31m\n$/);
});

test("metrics are written as Prometheus reads them", async () => {
  const metrics = createMetrics();
  const answered = metrics.counter("http_requests_total", "Requests answered.");
  answered.add({ route: '/a"\\\n', status: "200" });
  answered.add({ route: '/a"\\\n', status: "200" }, 2);
  metrics.histogram("seconds", "How long.", [0.1, 1]).observe(0.5, { route: "/" });
  metrics.gauge("papers", "Papers.", () => [{ value: 3 }]);
  metrics.gauge("broken", "Cannot be read.", () => Promise.reject(new Error("away")));
  expect(await metrics.write()).toBe(`# HELP http_requests_total Requests answered.
# TYPE http_requests_total counter
http_requests_total{route="/a\\"\\\\\\n",status="200"} 3
# HELP seconds How long.
# TYPE seconds histogram
seconds_bucket{route="/",le="0.1"} 0
seconds_bucket{route="/",le="1"} 1
seconds_bucket{route="/",le="+Inf"} 1
seconds_sum{route="/"} 0.5
seconds_count{route="/"} 1
# HELP papers Papers.
# TYPE papers gauge
papers 3
`);
  addProcessMetrics(metrics);
  expect(await metrics.write()).toMatch(
    /# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total \d/,
  );
});

test("labels that strangers choose do not fill the memory", async () => {
  const metrics = createMetrics();
  const asked = metrics.counter("asked_total", "Asked.");
  for (let i = 0; i < 5_000; i++) asked.add({ path: `/${i}` });
  asked.add({ path: "/1" });
  const lines = (await metrics.write()).split("\n").filter((line) => line.startsWith("asked_total{"));
  expect(lines).toHaveLength(1_000);
  expect(lines).toContain('asked_total{path="/1"} 2');
});
