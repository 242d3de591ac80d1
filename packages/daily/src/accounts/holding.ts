/**
 * @file What the site holds of a member, part by part: for the export of one's data, and for leaving.
 *
 * Every part that keeps something of members has a `Holding`, and `src/holdings.ts` lists them. A test walks the database: a table that refers to
 * `member` and stands in no holding fails it.
 */
import type { Db, Executor } from "../database/open.ts";

/** What becomes of a leaving member's public texts: they stay without a name, or go. */
export type Texts = "keep" | "remove";

export interface Holding {
  /** Its key in the exported document: `votes`. */
  readonly name: string;
  /** The tables it stands in. */
  readonly tables: readonly string[];
  /** What becomes of it when the member leaves, in a sentence for the account's page. */
  readonly leaving: string;
  /** All of it, as it goes into JSON. */
  read(db: Db, memberId: string): Promise<unknown>;
  /**
   * Takes the member's name off it or removes it, in the transaction at whose end the member is deleted. What refers to `member` with
   * `on delete cascade` needs nothing here.
   */
  leave(tx: Executor, memberId: string, texts: Texts): Promise<void>;
  /** Follows the member from one address to another, both keys of addresses, where it hangs on the address. */
  move?(tx: Executor, from: string, to: string): Promise<void>;
}
