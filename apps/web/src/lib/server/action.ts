/** @file What a form's action answers when the site does not do what was asked. */
import { Refused } from "@working-papers/daily";
import { fail, type ActionFailure } from "@sveltejs/kit";

export interface Problem {
  /** A sentence for the reader. */
  problem: string;
  /** The name of the field that it is about, for `aria-describedby`. */
  field?: string;
  /** What was typed, so that nobody has to do it again. */
  typed?: Readonly<Record<string, string>>;
}

/**
 * Does what a form asks for; what is refused comes back to the page as its `form`, with the status of the refusal. Everything else that is thrown goes on,
 * SvelteKit's redirects too.
 *
 *     default: (event) => acted(async () => { await vote(…); redirect(303, …); })
 */
export async function acted<Done>(
  act: () => Promise<Done>,
  typed?: Readonly<Record<string, string>>,
): Promise<Done | ActionFailure<Problem>> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { status, message: problem, field } = error;
    return fail(status, { problem, ...(field !== undefined && { field }), ...(typed && { typed }) });
  }
}
