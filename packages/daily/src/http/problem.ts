/** @file What went wrong, as RFC 9457 has it: `application/problem+json` with one sentence for the person who reads it. */
import { OPEN } from "./answer.ts";

export const PROBLEM_TYPE = "application/problem+json";

const TITLES: Record<number, string> = {
  400: "Bad Request",
  404: "Not Found",
  405: "Method Not Allowed",
  429: "Too Many Requests",
  500: "Internal Server Error",
};

/** Thrown where an asker can act: answered as a problem. */
export class ProblemError extends Error {
  override name = "ProblemError";
  readonly status: number;
  /** Addresses that may have been meant. */
  readonly suggestions: readonly string[];

  constructor(status: number, sentence: string, suggestions: readonly string[] = []) {
    super(sentence);
    this.status = status;
    this.suggestions = suggestions;
  }
}

/** The answer to an error. What nobody foresaw is not told to strangers. */
export function problem(error: unknown, headers: Record<string, string> = {}): Response {
  const known = error instanceof ProblemError;
  const status = known ? error.status : 500;
  const body = {
    type: "about:blank",
    title: TITLES[status] ?? "Error",
    status,
    detail: known ? error.message : "The answer could not be made; the reason is in the site's log.",
    ...(known && error.suggestions.length > 0 ? { suggestions: error.suggestions } : {}),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...OPEN, ...headers, "content-type": PROBLEM_TYPE, "cache-control": "no-store" },
  });
}
