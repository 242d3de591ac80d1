/** @file One way to answer for machines: GET, HEAD and OPTIONS, and problems as documents. */
import { OPEN } from "../http/answer.ts";
import { problem, ProblemError } from "../http/problem.ts";
import type { SiteContext } from "./context.ts";

export type Serve = (request: Request, site: SiteContext) => Promise<Response>;

const METHODS = "GET, HEAD, OPTIONS";

/** What scripts of other sites may send (the Fetch standard's CORS protocol). */
const PREFLIGHT: Record<string, string> = {
  ...OPEN,
  "access-control-allow-methods": METHODS,
  "access-control-allow-headers": "accept, if-none-match, if-modified-since",
  "access-control-max-age": "86400",
};

/** Never rejects: what nobody foresaw is told to `report` and answered with 500. */
export async function serve(
  serving: Serve,
  request: Request,
  site: SiteContext,
  report: (error: unknown) => void = console.error,
): Promise<Response> {
  if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: PREFLIGHT });
  if (request.method !== "GET" && request.method !== "HEAD")
    return problem(
      new ProblemError(405, `Only ${METHODS} are answered here: nothing can be written to this address.`),
      { allow: METHODS },
    );
  try {
    return await serving(request, site);
  } catch (error) {
    if (error instanceof URIError)
      return problem(
        new ProblemError(
          400,
          "The address is not encoded as addresses are: a percent sign needs two hexadecimal digits after it.",
        ),
      );
    if (!(error instanceof ProblemError)) report(error);
    return problem(error);
  }
}
