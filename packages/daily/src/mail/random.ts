/** @file Names that stand in addresses of mail and in links, too long to be guessed. */
import { createHash } from "node:crypto";
import { randomLetters } from "../database/id.ts";

/** 130 random bits in 26 letters. */
export function randomName(): string {
  return randomLetters(26);
}

/** Whether a text could be one. */
export function isRandomName(text: string): boolean {
  return /^[0-9a-hjkmnp-tv-z]{26}$/.test(text);
}

/** What of a token is stored: it cannot be turned back. */
export function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
