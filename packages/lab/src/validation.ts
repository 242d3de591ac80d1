/** @file Zod's findings as one sentence a person can act on. */
import type { z } from "zod";

/** «claims.3.id must look like LM-05; summary is missing» */
export function describeIssues(error: z.ZodError, limit = 5): string {
  const sentences = error.issues.map((issue) => {
    const path = issue.path.map(String).join(".");
    const missing = issue.code === "invalid_type" && /received undefined/.test(issue.message);
    const unknown =
      issue.code === "unrecognized_keys" ? `has the unknown field ${issue.keys.join(", ")}` : undefined;
    const said = missing ? "is missing" : (unknown ?? lowerFirst(issue.message));
    return path ? `${path}: ${said}` : said;
  });
  const rest = sentences.length - limit;
  return sentences.slice(0, limit).join("; ") + (rest > 0 ? `; and ${rest} more` : "");
}

/** «Invalid …» becomes «invalid …»; «A-1 …» stays. */
function lowerFirst(text: string): string {
  return text.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
}
