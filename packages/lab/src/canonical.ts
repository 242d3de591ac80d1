/** @file One text for one value: canonical JSON and its SHA-256, so that a record can be told from a changed one. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/**
 * JSON with the keys of every object in code-unit order and no white space (RFC 8785's order and numbers).
 *
 * @throws RangeError naming the place of a number that is not finite, or of an element that is undefined
 */
export function canonicalJson(value: unknown): string {
  return textOf(value, "");
}

function textOf(value: unknown, place: string): string {
  if (Array.isArray(value))
    return `[${Array.from(value, (element, i) => textOf(element, `${place}.${i}`)).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${textOf(member, `${place}.${key}`)}`);
    return `{${members.join(",")}}`;
  }
  const wanted = value === undefined ? "value" : "finite number";
  if (value === undefined || (typeof value === "number" && !Number.isFinite(value)))
    throw new RangeError(`A ${wanted} was expected${at(place)}, not ${value}: JSON has none such.`);
  return JSON.stringify(value);
}

/** « at rows.2.1», from «.rows.2.1». */
const at = (place: string): string => (place === "" ? "" : ` at ${place.slice(1)}`);

/** SHA-256 of a value's canonical JSON, in hexadecimal. */
export function digestOf(value: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(value))));
}
