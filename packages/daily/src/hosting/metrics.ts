/** @file Measures of the running site in Prometheus' text format 0.0.4, names as its conventions want them (base units, `_total`). */
import { monitorEventLoopDelay } from "node:perf_hooks";

export const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

type Labels = Record<string, string>;

export interface Sample {
  labels?: Labels;
  value: number;
}

export interface Metrics {
  /** A number that only grows. */
  counter(name: string, help: string): { add(labels?: Labels, by?: number): void };
  /** How values are distributed, in buckets with these upper bounds. */
  histogram(
    name: string,
    help: string,
    bounds: readonly number[],
  ): { observe(value: number, labels?: Labels): void };
  /** What is asked for when somebody reads. */
  gauge(name: string, help: string, read: () => Promise<readonly Sample[]> | readonly Sample[]): void;
  /** Everything as text. A gauge that cannot be read is left out. */
  write(): Promise<string>;
}

/** Series of one name at most: labels come from requests, and must not fill the memory. */
const MOST_SERIES = 1_000;

export function createMetrics(): Metrics {
  const families: { name: string; help: string; type: string; lines: () => Promise<string[]> | string[] }[] =
    [];
  return {
    counter(name, help) {
      const values = new Map<string, number>();
      families.push({
        name,
        help,
        type: "counter",
        lines: () => [...values].map(([key, value]) => `${name}${key} ${value}`),
      });
      return {
        add(labels = {}, by = 1) {
          const key = written(labels);
          if (values.has(key) || values.size < MOST_SERIES) values.set(key, (values.get(key) ?? 0) + by);
        },
      };
    },
    histogram(name, help, bounds) {
      const series = new Map<string, { labels: Labels; counts: number[]; sum: number; count: number }>();
      const lines = (): string[] =>
        [...series.values()].flatMap(({ labels, counts, sum, count }) => [
          ...bounds.map((le, i) => `${name}_bucket${written({ ...labels, le: String(le) })} ${counts[i]}`),
          `${name}_bucket${written({ ...labels, le: "+Inf" })} ${count}`,
          `${name}_sum${written(labels)} ${sum}`,
          `${name}_count${written(labels)} ${count}`,
        ]);
      families.push({ name, help, type: "histogram", lines });
      return {
        observe(value, labels = {}) {
          const key = written(labels);
          let of = series.get(key);
          if (!of) {
            if (series.size >= MOST_SERIES) return;
            series.set(key, (of = { labels, counts: bounds.map(() => 0), sum: 0, count: 0 }));
          }
          of.sum += value;
          of.count++;
          bounds.forEach((le, i) => (of.counts[i] += Number(value <= le)));
        },
      };
    },
    gauge(name, help, read) {
      const lines = async (): Promise<string[]> =>
        (await read()).map(({ labels = {}, value }) => `${name}${written(labels)} ${value}`);
      families.push({ name, help, type: name.endsWith("_total") ? "counter" : "gauge", lines });
    },
    async write() {
      const parts = await Promise.all(
        families.map(async ({ name, help, type, lines }) => {
          const written_ = await Promise.resolve()
            .then(lines)
            .catch(() => []);
          return written_.length === 0
            ? ""
            : `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${written_.join("\n")}\n`;
        }),
      );
      return parts.join("");
    },
  };
}

function written(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

const one = (value: number): Sample[] => [{ value }];

/** What Prometheus' own clients tell of a process. */
export function addProcessMetrics(metrics: Metrics): void {
  const began = Date.now() / 1_000 - process.uptime();
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  metrics.gauge("process_start_time_seconds", "When the process began, in seconds since 1970.", () =>
    one(began),
  );
  metrics.gauge("process_cpu_seconds_total", "Processor time of the process.", () => {
    const { user, system } = process.cpuUsage();
    return one((user + system) / 1e6);
  });
  metrics.gauge("process_resident_memory_bytes", "Memory that the process holds.", () =>
    one(process.memoryUsage.rss()),
  );
  metrics.gauge("nodejs_heap_size_used_bytes", "JavaScript heap in use.", () =>
    one(process.memoryUsage().heapUsed),
  );
  metrics.gauge(
    "nodejs_eventloop_lag_p99_seconds",
    "How late timers were, 99th percentile since the last reading.",
    () => {
      const value = delay.percentile(99) / 1e9;
      delay.reset();
      return one(Number.isFinite(value) ? value : 0);
    },
  );
}
