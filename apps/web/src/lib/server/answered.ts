/** @file JSON for scripts of our own pages; what is refused comes as a sentence with its status. */
import { Refused } from "@working-papers/daily";

const LARGEST = 100_000;

/** Answers with what `act` gives. */
export async function answered(act: () => Promise<unknown>): Promise<Response> {
  const headers = { "cache-control": "private, no-store" };
  try {
    return Response.json((await act()) ?? {}, { headers });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return Response.json({ problem: error.message }, { status: error.status, headers });
  }
}

/** The JSON in a request. @throws Refused when there is none */
export async function jsonOf(request: Request): Promise<unknown> {
  const text = await request.text();
  try {
    if (text.length <= LARGEST) return JSON.parse(text);
  } catch {
    // Said below.
  }
  throw new Refused(400, "A short JSON document was expected.");
}
