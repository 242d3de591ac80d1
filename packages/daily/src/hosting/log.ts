/** @file The log: one JSON object a line for machines, or a line for people; nothing else writes to it. */

export type Level = "debug" | "info" | "warn" | "error";
export type Fields = Record<string, unknown>;

export interface Log {
  debug(says: string, fields?: Fields): void;
  info(says: string, fields?: Fields): void;
  warn(says: string, fields?: Fields): void;
  error(says: string, fields?: Fields): void;
}

const LEVELS: readonly Level[] = ["debug", "info", "warn", "error"];

export interface LogOptions {
  level: Level;
  format: "json" | "text";
  /** Gets a line with its end. Default: the standard error. */
  write?: (line: string) => void;
}

/** Makes a log. Lines below the level are not written. */
export function createLog({
  level,
  format,
  write = (line) => void process.stderr.write(line),
}: LogOptions): Log {
  const line = format === "json" ? jsonLine : textLine;
  const at =
    (of: Level) =>
    (says: string, fields: Fields = {}): void => {
      if (LEVELS.indexOf(of) >= LEVELS.indexOf(level)) write(`${line(of, says, fields)}\n`);
    };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

function jsonLine(level: Level, says: string, fields: Fields): string {
  return JSON.stringify({ time: new Date().toISOString(), level, msg: says, ...fields }, plain);
}

/** Errors would otherwise be empty objects, and a big integer an exception. */
function plain(_: string, value: unknown): unknown {
  if (value instanceof Error) return { name: value.name, message: value.message, stack: value.stack };
  return typeof value === "bigint" ? String(value) : value;
}

function textLine(level: Level, says: string, fields: Fields): string {
  const time = new Date().toISOString().slice(11, 19);
  const rest = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(
      ([name, value]) => ` ${name}=${value instanceof Error ? (value.stack ?? value.message) : shown(value)}`,
    );
  return `${time} ${level} ${printable(says)}${rest.join("")}`;
}

function shown(value: unknown): string {
  const said = typeof value === "string" ? value : JSON.stringify(value, plain);
  return /[\s"=]/.test(said ?? "") ? JSON.stringify(said) : printable(String(said));
}

/** A terminal obeys control characters, whoever wrote them. */
function printable(value: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  return value.replace(/[\u0000-\u001f\u007f-\u009f]/g, "�");
}
