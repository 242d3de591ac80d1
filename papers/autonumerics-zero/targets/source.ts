/** @file A target as text that another thread or a command line can be given: an expression, or a function of a module. */
import { UsageError } from "@working-papers/lab";
import { defineTarget, type ErrorKind, type Target } from "./target.ts";

export interface TargetSource {
  /** An expression in x, or `file.ts` or `file.ts#name`: the function that a module exports, by default the default one. */
  function: string;
  domain: readonly [low: number, high: number];
  error: ErrorKind;
}

const MODULE = /^(?<file>.+\.(?:ts|mts|js|mjs))(?:#(?<name>\w+))?$/;

/** Whether the text names a module and not an expression. */
export const isModule = (source: string): boolean => MODULE.test(source);

/**
 * @throws UsageError when the module, its function, or the target has a fault
 */
export async function loadTarget({ function: source, domain, error }: TargetSource): Promise<Target> {
  const { file, name = "default" } = MODULE.exec(source)?.groups ?? {};
  if (file === undefined) return defineTarget(source, { domain, error });
  const { pathToFileURL } = await import("node:url");
  let module: Record<string, unknown>;
  try {
    module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (cause) {
    throw new UsageError(`The module ${file} cannot be loaded: ${(cause as Error).message.split("\n")[0]}.`, {
      cause,
    });
  }
  const f = module[name];
  if (typeof f !== "function")
    throw new UsageError(
      `A function of a number was expected as ${name === "default" ? "the default export" : `the export ${name}`} of ${file}; it exports ${Object.keys(module).toSorted().join(", ") || "nothing"}.`,
    );
  return defineTarget(f as (x: number) => number, { domain, error });
}
