/** @file Where a site's database is: the one rule that server, workers and command line share. */
import { join, resolve } from "node:path";

/**
 * `DATABASE_URL` (a PostgreSQL server), else the folder `DATA_DIR`, else `data` beside the repository's papers. A relative `DATA_DIR` is relative to
 * the working directory, as everywhere.
 *
 * @throws Error when `DATABASE_URL` is not the address of a PostgreSQL server
 */
export function databaseAddress(root: string, environment: NodeJS.ProcessEnv = process.env): string {
  const { DATABASE_URL: url, DATA_DIR: folder } = environment;
  if (url && !/^postgres(ql)?:\/\//.test(url))
    throw new Error(
      "DATABASE_URL must begin with postgres://; for a database in a folder leave it out and set DATA_DIR.",
    );
  return url || resolve(folder || join(root, "data"));
}
