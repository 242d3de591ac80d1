/** @file What the form of a comment has: read from a request, shown again in a preview. */
import { MOST_RUNS, type AttachRequest } from "@working-papers/daily";

export interface DraftForm {
  text: string;
  /** Runs that this site has, as `server:…` and `recorded:…`. */
  runs: string[];
  /** A run of the reader's own, as JSON. */
  json: string;
}

export const emptyDraft: DraftForm = { text: "", runs: [], json: "" };

export function readDraft(form: FormData): DraftForm {
  const field = (name: string): string => {
    const value = form.get(name);
    return typeof value === "string" ? value : "";
  };
  return {
    text: field("text"),
    runs: form
      .getAll("run")
      .filter((value) => typeof value === "string")
      .slice(0, MOST_RUNS),
    json: field("json").trim(),
  };
}

/** What is to be attached; names that are none are left out. */
export function attachRequests({ runs, json }: Pick<DraftForm, "runs" | "json">): AttachRequest[] {
  const named = runs.flatMap((run): AttachRequest[] => {
    const match = /^(server|recorded):([a-z0-9-]{1,200})$/.exec(run);
    return match ? [{ kind: match[1] as "server" | "recorded", id: match[2] }] : [];
  });
  return json === "" ? named : [...named, { kind: "reader", json }];
}

/** Where a comment begins that has a run of this site attached. */
export function discussRun(paperId: string, kind: "server" | "recorded", id: string): string {
  return `/comments/new?${new URLSearchParams({ paper: paperId, run: `${kind}:${id}` })}`;
}
