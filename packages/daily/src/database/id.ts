/** @file Names of rows that stand in addresses. */
import { randomBytes } from "node:crypto";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** 60 bits in letters that cannot be mistaken for each other. */
export function newId(): string {
  return [...randomBytes(12)].map((byte) => ALPHABET[byte % 32]).join("");
}
