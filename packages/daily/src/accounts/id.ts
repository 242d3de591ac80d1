/** @file Ids of members and what is theirs. */
import { randomBytes } from "node:crypto";

/** Letters that nobody mistakes for each other. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** 80 random bits in 16 letters. */
export function newId(): string {
  return [...randomBytes(16)].map((byte) => ALPHABET[byte % 32]).join("");
}
