/** @file Random names: letters that survive mail programs which change case, and that nobody mistakes for each other. */
import { createHash, randomBytes } from "node:crypto";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** 130 random bits in 26 letters. */
export function randomName(): string {
  return [...randomBytes(26)].map((byte) => ALPHABET[byte % 32]).join("");
}

/** Whether a text could be one. */
export function isRandomName(text: string): boolean {
  return /^[0-9a-hjkmnp-tv-z]{26}$/.test(text);
}

/** What of a token is stored: it cannot be turned back. */
export function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
