/** @file The measured quality of search, as the command that measures it has recorded it: what pages say of search comes from here. */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

export interface PersonalQuality {
  ndcg10: number;
  recall20: number;
}

/** Recommendations beside what costs nothing. */
export interface PersonalQualities {
  /** Made-up members, and how often each votes. */
  members: number;
  votes: number;
  /** As the site recommends; by words alone; related to the latest vote alone; what is cited most. */
  alike: PersonalQuality;
  words: PersonalQuality;
  latest: PersonalQuality;
  popular: PersonalQuality;
}

/** Means over questions. */
export interface Quality {
  ndcg10: number;
  map: number;
  recall100: number;
}

type ByMode<Value> = Record<"words" | "meaning" | "both", Value>;

export interface RecordedQuality {
  /** The day. */
  measured: string;
  /** What measures it again. */
  command: string;
  cacm: {
    records: number;
    questions: number;
    /** The baseline is textbook BM25 over one text. */
    quality: ByMode<Quality> & { baseline: Quality };
    evenQuestions: ByMode<Quality>;
  };
  /** Related records are those that cite each other. */
  related: { records: number; ndcg10: number; recall20: number };
  /** Recommendations from votes of made-up members; those of the half that nothing was set on. */
  personal: PersonalQualities;
  /** A title asks for its own abstract. */
  knownItems: { abstracts: number; titles: number; meanReciprocalRank: ByMode<number> };
}

const file = fileURLToPath(new URL("recorded.json", import.meta.url));

export async function recordedQuality(): Promise<RecordedQuality> {
  return JSON.parse(await readFile(file, "utf8")) as RecordedQuality;
}

export async function writeRecorded(quality: RecordedQuality): Promise<void> {
  await writeFile(file, `${JSON.stringify(quality, shortened, 2)}\n`);
}

function shortened(_: string, value: unknown): unknown {
  return typeof value === "number" ? Number(value.toFixed(4)) : value;
}
