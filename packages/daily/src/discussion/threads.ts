/** @file Comments as conversations: each with the answers to it. */
import type { Comment } from "./comment.ts";

export interface Thread {
  comment: Comment;
  /** The oldest first. */
  answers: Thread[];
}

/** An answer whose comment is not among the given ones begins a thread of its own. Makes no calls within calls: a conversation may be thousands deep. */
export function threadsOf(comments: readonly Comment[]): Thread[] {
  const threads = new Map(comments.map((comment) => [comment.id, { comment, answers: [] as Thread[] }]));
  const roots: Thread[] = [];
  for (const thread of threads.values()) {
    const above = thread.comment.parent === null ? undefined : threads.get(thread.comment.parent);
    (above?.answers ?? roots).push(thread);
  }
  return roots;
}

/** A comment in its place, for pages that indent only so far. */
export interface Placed {
  comment: Comment;
  /** 0 for the first of a thread; never more than `deepest`. */
  depth: number;
  /** Whom it answers, where the indentation does not show it. */
  answers?: Comment;
}

/** Threads line by line, each comment followed by its answers. */
export function placed(threads: readonly Thread[], deepest: number): Placed[] {
  const lines: Placed[] = [];
  const waiting = threads
    .toReversed()
    .map((thread) => ({ thread, depth: 0, above: undefined as Comment | undefined }));
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { thread, depth, above } = next;
    lines.push({
      comment: thread.comment,
      depth: Math.min(depth, deepest),
      ...(depth > deepest && above ? { answers: above } : {}),
    });
    for (const answer of thread.answers.toReversed())
      waiting.push({ thread: answer, depth: depth + 1, above: thread.comment });
  }
  return lines;
}
