/**
 * @file The CACM collection: 3,204 records of the Communications of the ACM (1958 to 1979), 64 questions in sentences, 52 of them with judgements.
 * Small and old, and the only complete one of computer science that is this easy to have.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SearchDocument } from "../search/document.ts";

export interface Cacm {
  documents: SearchDocument[];
  /** Questions with at least one relevant record. */
  queries: { id: string; text: string; relevant: Set<string> }[];
  /** Records that a record cites or is cited by. */
  cited: Map<string, Set<string>>;
}

/** Reads `cacm.all`, `query.text` and `qrels.text` of a folder. */
export async function readCacm(folder: string): Promise<Cacm> {
  const file = (name: string): Promise<string> => readFile(join(folder, name), "latin1");
  const cited = new Map<string, Set<string>>();
  const documents = records(await file("cacm.all")).map(({ id, fields }, index): SearchDocument => {
    // A line of X is «record, kind, record»; kind 4 is a citation in either direction.
    for (const line of fields.get("X") ?? []) {
      const [other, kind] = line.trim().split(/\s+/);
      if (kind !== "4" || other === id) continue;
      if (!cited.has(id)) cited.set(id, new Set());
      cited.get(id)!.add(other);
    }
    const text = (name: string): string => (fields.get(name) ?? []).join("\n").trim();
    return {
      key: index + 1,
      id,
      title: text("T"),
      abstract: text("W"),
      authors: (fields.get("A") ?? []).map((name) => name.trim()).filter(Boolean),
      categories: [],
      day: undefined,
    };
  });
  const relevant = new Map<string, Set<string>>();
  for (const line of (await file("qrels.text")).split("\n")) {
    const [query, document] = line.trim().split(/\s+/).map(Number);
    if (!query || !document) continue;
    if (!relevant.has(String(query))) relevant.set(String(query), new Set());
    relevant.get(String(query))!.add(String(document));
  }
  const queries = records(await file("query.text"))
    .filter(({ id }) => relevant.has(id))
    .map(({ id, fields }) => ({
      id,
      text: (fields.get("W") ?? []).join(" ").trim(),
      relevant: relevant.get(id)!,
    }));
  return { documents, queries, cited };
}

/** SMART's format: `.I 12` begins a record, `.T` a field, and the lines after it are the field's. */
function records(text: string): { id: string; fields: Map<string, string[]> }[] {
  return text
    .split(/^\.I /m)
    .slice(1)
    .map((record) => {
      const [id, ...lines] = record.split("\n");
      const fields = new Map<string, string[]>();
      let field: string[] = [];
      for (const line of lines) {
        const begins = /^\.([A-Z])\s*$/.exec(line);
        if (begins) fields.set(begins[1], (field = fields.get(begins[1]) ?? []));
        else field.push(line);
      }
      return { id: id.trim(), fields };
    });
}
