/** @file Answers made of text, compressed for browsers that take it: a page with its figures shrinks to a sixth. */

/** Streams of events go out as they come: nothing may wait for more to compress. */
const text =
  /^(text\/(?!event-stream)|application\/(json|xml|x-bibtex|x-research-info-systems|[\w.-]+\+(json|xml))|image\/svg)/;

export function compressed(request: Request, response: Response): Response {
  const { headers, body, status, statusText } = response;
  if (!body || headers.has("content-encoding") || !text.test(headers.get("content-type") ?? ""))
    return response;
  headers.append("vary", "accept-encoding");
  if (!/\bgzip\b/.test(request.headers.get("accept-encoding") ?? "")) return response;
  headers.set("content-encoding", "gzip");
  headers.delete("content-length");
  return new Response(body.pipeThrough(new CompressionStream("gzip")), { status, statusText, headers });
}
