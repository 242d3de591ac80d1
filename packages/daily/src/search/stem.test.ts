/** @file The stemmer against PostgreSQL's, which is the Snowball project's own code. */
import { beforeAll, expect, test } from "vitest";
import { sql } from "drizzle-orm";
import type { Database } from "../database/open.ts";
import { overBothDatabases } from "../testing/databases.ts";
import { corpus } from "../testing/corpus.ts";
import { stem } from "./stem.ts";

/** Forms that exercise every step, among them the examples of the published definition. */
const WORDS =
  `consign consigned consigning consignment consist consistency consistently consolation knack knackeries knavish kneaded knightly
  generalization generically communism arsenal universities university lateral emergency organization pastes
  caresses ponies ties cries dies gas this gaps kiwis abyss agreed agreedly proceeding succeeds plastered bled motoring sing luxuriated hopping
  hoped falling failing fizzed cry by say happy relational conditional rational valency hesitancy digitizer conformably radically differently
  vilely analogously vietnamization predication operator feudalism decisiveness hopefulness callousness formality sensitivity sensibility
  triplicate formative formalize electricity electrical hopeful goodness revival allowance inference airliner gyroscopic adjustable defensible
  irritant replacement adjustment dependent adoption homologous communion activate angularity effective bowdlerize probate rate cease controlling
  roll skis skies dying lying tying idly gently ugly early only singly sky news howe atlas cosmos bias andes inning outing canning herring
  earring proceed exceed succeed yes youth boyish enjoy toys analyses transformers attention learned representations quantization quantized
  evenly dyed ebbed egging added inning past pasted pasting`.split(/\s+/);

overBothDatabases("the stemmer", (fresh) => {
  let database: Database;
  beforeAll(async () => {
    database = await fresh();
  });

  /** What the definition gained after PostgreSQL 15 (the first group) and 18 (the second) took it over. */
  const LATER = /^(?:add|egg|ebb|ann)(?:ed|ing)$|^(?:past|univers|later|emerg|organ)/;

  const differences = async (words: string[]): Promise<string[]> => {
    const { rows } = await database.db.execute<{ word: string; stem: string }>(
      sql`select word, (ts_lexize('english_stem', word))[1] as stem from unnest(${sql.param(words)}::text[]) as word`,
    );
    return rows
      .filter((row) => row.stem !== null && !LATER.test(row.word) && stem(row.word) !== row.stem)
      .map((row) => `${row.word}: ${stem(row.word)}, not ${row.stem}`);
  };

  test("agrees with the database's on words for every rule", async () => {
    expect(await differences(WORDS)).toEqual([]);
  });

  test("tells apart what it used to confuse", () => {
    expect(["university", "universe", "organization", "organ", "lateral", "later"].map(stem)).toEqual([
      "universiti",
      "univers",
      "organiz",
      "organ",
      "lateral",
      "later",
    ]);
  });

  test.skipIf(!corpus.arxiv)("agrees with it on every word of thousands of abstracts", async () => {
    const text = (await corpus.readArxiv()).slice(0, 6_000_000);
    const vocabulary = [...new Set(text.toLowerCase().match(/[a-z]{3,30}/g))];
    expect(vocabulary.length).toBeGreaterThan(20_000);
    expect(await differences(vocabulary)).toEqual([]);
  });
});
