/** @file The content security policy inside a page: inline scripts are named by their digests, as there is nobody to make nonces. */
import { createHash } from "node:crypto";

/** What a policy in a page cannot say. */
const HEADER_ONLY = /^(frame-ancestors|report-uri|report-to|sandbox)\b/;

/** Puts the policy that the server sent into the page. */
export function withPolicy(html: string, header: string | null): string {
  if (header === null) return html;
  const digests = [...html.matchAll(/<script(?![^>]*\bsrc=)([^>]*)>([^]*?)<\/script>/g)]
    .filter(([, attributes]) => !/type="application\/(ld\+)?json"/.test(attributes))
    .map(([, , body]) => `'sha256-${createHash("sha256").update(body).digest("base64")}'`);
  const policy = header
    .split(";")
    .map((directive) => directive.trim().replace(/ 'nonce-[^']+'/g, ""))
    .filter((directive) => directive !== "" && !HEADER_ONLY.test(directive))
    .map((directive) => (directive.startsWith("script-src ") ? [directive, ...digests].join(" ") : directive))
    .join("; ");
  const meta = `<meta http-equiv="content-security-policy" content="${policy.replaceAll('"', "&quot;")}">`;
  return html.replace(/ nonce="[^"]*"/g, "").replace(/<head>|<head [^>]*>/, (head) => `${head}${meta}`);
}
