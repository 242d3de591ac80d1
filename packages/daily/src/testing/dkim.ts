/** @file Verifies a DKIM signature by the text of RFC 6376 alone: relaxed canonicalization, rsa-sha256. */
import { createHash, verify, type KeyObject } from "node:crypto";

/** @returns the names of the signed header fields, in small letters @throws Error when the signature does not hold */
export function verifyDkim(raw: string, key: KeyObject): string[] {
  const end = raw.indexOf("\r\n\r\n");
  const fields = raw.slice(0, end).split(/\r\n(?![ \t])/);
  const signature = fields.find((field) => /^dkim-signature:/i.test(field));
  if (signature === undefined) throw new Error("There is no signature.");
  const tags = new Map(
    signature
      .slice(signature.indexOf(":") + 1)
      .split(";")
      .map((tag) => tag.replace(/\s+/g, "").split(/=(.*)/s).slice(0, 2) as [string, string]),
  );
  if (tags.get("v") !== "1" || tags.get("a") !== "rsa-sha256" || tags.get("c") !== "relaxed/relaxed")
    throw new Error(`Not a signature of the expected kind: ${signature}`);
  if (
    createHash("sha256")
      .update(relaxedBody(raw.slice(end + 4)), "latin1")
      .digest("base64") !== tags.get("bh")
  )
    throw new Error("The body is not the one that was signed.");
  // 5.4.2: of several fields of a name the last is taken first, each once; a name too many is an empty one.
  const left = [...fields];
  const names = tags.get("h")!.toLowerCase().split(":");
  const signed = names.map((name) => {
    const at = left.findLastIndex((field) => field.toLowerCase().startsWith(`${name}:`));
    return at < 0 ? "" : `${relaxedField(left.splice(at, 1)[0])}\r\n`;
  });
  const own = relaxedField(signature.replace(/([;\s]b=)[^;]*/, "$1"));
  const hashed = Buffer.from(signed.join("") + own, "latin1");
  if (!verify("sha256", hashed, key, Buffer.from(tags.get("b")!, "base64")))
    throw new Error("The signature does not fit the header.");
  return names;
}

/** 3.4.2. */
function relaxedField(field: string): string {
  const colon = field.indexOf(":");
  const value = field
    .slice(colon + 1)
    .replace(/\r\n/g, "")
    .replace(/[ \t]+/g, " ")
    .trim();
  return `${field.slice(0, colon).trimEnd().toLowerCase()}:${value}`;
}

/** 3.4.4. */
function relaxedBody(body: string): string {
  const lines = body.split("\r\n").map((line) => line.replace(/[ \t]+/g, " ").replace(/ $/, ""));
  const text = lines.join("\r\n").replace(/(?:\r\n)*$/, "");
  return text === "" ? "" : `${text}\r\n`;
}
