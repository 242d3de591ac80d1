/** @file Which repository a command works on: the one it stands in, or the one this program belongs to. */
import { findRepository, openRepository, type Repository } from "@working-papers/lab/node";

export function findRoot(): string {
  return findRepository(process.cwd(), import.meta.dirname);
}

export function repository(): Promise<Repository> {
  return openRepository(findRoot());
}
