/**
 * @file A paper that a member wants in the list of the day.
 *
 *     waiting ──► in            its source has told of it, or the site knew it already
 *        ├──────► not found     its source knows no such paper
 *        ├──────► refused       its source would not tell, and said why
 *        ├──────► withdrawn     by whoever submitted it; from `in` too, as long as nobody else has voted
 *        └──────► unlisted      by an editor, with a reason; from `in` too. Until an editor submits it, nobody else can
 *
 * A wish is stored and acknowledged at once; asking the source is a job. A source that does not answer leaves it waiting.
 */
export type SubmissionState = "waiting" | "in" | "not found" | "refused" | "withdrawn" | "unlisted";

export interface Submission {
  id: string;
  paperId: string;
  state: SubmissionState;
  /** A sentence, where it did not come in or was taken off. */
  reason: string | null;
  at: Date;
  /** The day of the list, once it is in. */
  day: string | null;
  /** How often its source was asked in vain, and when it last was. */
  asked: number;
  lastAsked: Date | null;
  /** Null when who submitted it has left. */
  member: { id: string; name: string } | null;
}
