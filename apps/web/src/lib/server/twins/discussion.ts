/** @file What is said about a paper as Markdown: each comment as it was written, within a fence, so that nothing of it becomes part of the page. */
import { escapeMarkdown, type Comment, type Discussion } from "@working-papers/daily";

/**
 * Comments under a heading; nothing when there are none that can be read.
 *
 * @param earlier where comments before these are
 */
export function discussionMarkdown(
  comments: readonly Comment[],
  heading: string,
  origin: string,
  earlier?: string,
): string {
  const shown = comments.filter(({ text }) => text !== "");
  if (shown.length === 0) return "";
  return [
    heading,
    ...(earlier === undefined ? [] : [`[Earlier comments](${earlier})`]),
    ...shown.map((comment) => commentMarkdown(comment, origin)),
  ].join("\n\n");
}

/** Where the API has comments before a cursor. */
export function earlierComments(
  { earlier }: Discussion,
  paperId: string,
  origin: string,
  claim?: string,
): string | undefined {
  if (earlier === undefined) return undefined;
  const query = new URLSearchParams({ ...(claim === undefined ? {} : { claim }), cursor: earlier });
  const path = paperId.split("/").map(encodeURIComponent).join("/");
  return `${origin}/api/papers/${path}/discussion?${query.toString()}`;
}

function commentMarkdown(
  { id, by, claim, parent, verdict, created, text, runs }: Comment,
  origin: string,
): string {
  const facts = [
    by ? `${escapeMarkdown(by.name)}${by.isAuthor ? " (author)" : ""}` : "somebody who left",
    `[${created.toISOString().slice(0, 16).replace("T", " ")}](${origin}/comments/${id})`,
    ...(claim === null ? [] : [`on ${claim}`]),
    ...(verdict === null ? [] : [`replies to the verdict «${verdict}»`]),
    ...(parent === null ? [] : [`answers [a comment](${origin}/comments/${parent})`]),
    ...runs.map((run) =>
      run.kind === "server"
        ? `with [run ${run.id}](${origin}/runs/${run.id})`
        : `with run ${run.id}${run.kind === "reader" ? " as reported by a reader" : ""}`,
    ),
  ];
  const longest = Math.max(2, ...(text.match(/~+/g) ?? []).map((run) => run.length));
  const fence = "~".repeat(longest + 1);
  return `${facts.join(", ")}:\n\n${fence}markdown\n${text}\n${fence}`;
}
