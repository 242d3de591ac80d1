/** @file Whether somebody asks for Markdown. */
import { namesType, preferredType } from "@working-papers/daily";

/** By the address, or by preferring `text/markdown` to HTML. A browser's wildcard is no wish for it. */
export function wantsMarkdown({ request, url }: { request: Request; url: URL }): boolean {
  if (request.method !== "GET" && request.method !== "HEAD") return false;
  if (url.pathname.endsWith(".md")) return true;
  const accept = request.headers.get("accept");
  return (
    namesType(accept, "text/markdown") &&
    preferredType(accept, ["text/markdown", "text/html"]) === "text/markdown"
  );
}
