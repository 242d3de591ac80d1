/**
 * @file Just enough of MIME to read what mail servers report (RFC 2045, 2046): parts with their headers and texts, from bytes that anybody may have sent.
 *
 * Nothing here throws, and everything ends: only the first bytes are read, parts and their depth are counted, and what is broken is text. Bytes are taken
 * as Latin-1 for structure, which loses none, and decoded by the charset of the part.
 */

export interface Part {
  /** By name in small letters; of several the first. Folded lines are one. */
  headers: ReadonlyMap<string, string>;
  /** In small letters, without parameters. */
  type: string;
  parameters: ReadonlyMap<string, string>;
  /** Of a multipart. */
  parts: Part[];
  /** Of any other, decoded. */
  text: string;
}

/** Reports come first in what comes back; the mail itself follows and is not needed whole. */
export const MOST_BYTES = 512 * 1_024;
const MOST_PARTS = 40;
const MOST_DEPTH = 5;
const MOST_HEADERS = 400;
const MOST_HEADER_LENGTH = 16_000;

/** Reads a message. */
export function readMessage(bytes: Uint8Array): Part {
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, MOST_BYTES))
    .toString("latin1")
    .replaceAll("\r\n", "\n")
    .replaceAll("\r", "\n");
  return readPart(raw, 0, { left: MOST_PARTS });
}

function readPart(raw: string, depth: number, budget: { left: number }): Part {
  budget.left--;
  const blank = raw.startsWith("\n") ? 0 : raw.indexOf("\n\n");
  const head = blank < 0 ? raw : raw.slice(0, blank);
  const body = blank < 0 ? "" : raw.slice(raw.startsWith("\n") ? 1 : blank + 2);
  const headers = readFields(head);
  const { value: type, parameters } = readParameters(headers.get("content-type") ?? "text/plain");
  const boundary = parameters.get("boundary");
  if (type.startsWith("multipart/") && boundary !== undefined && boundary !== "" && depth < MOST_DEPTH)
    return { headers, type, parameters, text: "", parts: readParts(body, boundary, depth, budget) };
  return { headers, type, parameters, parts: [], text: decoded(body, headers, parameters) };
}

function readParts(body: string, boundary: string, depth: number, budget: { left: number }): Part[] {
  const parts: Part[] = [];
  const mark = `--${boundary}`;
  let start = -1;
  for (let at = lineAt(body, mark, 0); at >= 0; at = lineAt(body, mark, at + mark.length)) {
    if (start >= 0 && budget.left > 0)
      parts.push(readPart(body.slice(start, Math.max(start, at - 1)), depth + 1, budget));
    const end = body.indexOf("\n", at);
    start = end < 0 ? body.length : end + 1;
    if (body.startsWith("--", at + mark.length) || budget.left <= 0) return parts;
  }
  // A last boundary that is missing: servers cut what they send back.
  if (start >= 0 && budget.left > 0) parts.push(readPart(body.slice(start), depth + 1, budget));
  return parts;
}

/** Where a line begins with a text. */
function lineAt(text: string, line: string, from: number): number {
  for (let at = text.indexOf(line, from); at >= 0; at = text.indexOf(line, at + 1))
    if (at === 0 || text[at - 1] === "\n") return at;
  return -1;
}

/** Header fields, or those of a delivery status, up to the end of the text. */
export function readFields(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of text
    .slice(0, 200_000)
    .replace(/\n[ \t]+/g, " ")
    .split("\n")) {
    if (fields.size >= MOST_HEADERS) break;
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).trim().toLowerCase();
    if (colon < 1 || !/^[!-9;-~]+$/.test(name) || fields.has(name)) continue;
    fields.set(name, line.slice(colon + 1, colon + 1 + MOST_HEADER_LENGTH).trim());
  }
  return fields;
}

/** `multipart/report; report-type=delivery-status; boundary="…"`, comments left out. */
export function readParameters(field: string): { value: string; parameters: Map<string, string> } {
  const parameters = new Map<string, string>();
  const plain = field.slice(0, 2_000);
  const value = /^[^;(]*/.exec(plain)![0].trim().toLowerCase();
  for (const [, name, quoted, word] of plain.matchAll(
    /;\s*([\w-]{1,40})\*?\s*=\s*(?:"((?:[^"\\]|\\.){0,500})"|([^\s;()"]{1,500}))/g,
  ))
    if (!parameters.has(name.toLowerCase()))
      parameters.set(name.toLowerCase(), quoted === undefined ? word : quoted.replace(/\\(.)/g, "$1"));
  return { value, parameters };
}

function decoded(
  body: string,
  headers: ReadonlyMap<string, string>,
  parameters: ReadonlyMap<string, string>,
): string {
  const encoding = headers.get("content-transfer-encoding")?.toLowerCase() ?? "";
  const bytes =
    encoding === "base64"
      ? Buffer.from(body.replace(/[^A-Za-z0-9+/]/g, ""), "base64")
      : Buffer.from(encoding === "quoted-printable" ? unquoted(body) : body, "latin1");
  try {
    return new TextDecoder(parameters.get("charset") ?? "utf-8").decode(bytes).replaceAll("\r\n", "\n");
  } catch {
    return bytes.toString("latin1");
  }
}

function unquoted(text: string): string {
  return text
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .replaceAll("=\n", "")
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
