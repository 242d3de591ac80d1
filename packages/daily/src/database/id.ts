/** @file Random names: of rows, in addresses, and as tokens. Their letters survive mail programs which change case, and nobody mistakes them for each other. */
import { randomBytes } from "node:crypto";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** Five random bits a letter. */
export function randomLetters(count: number): string {
  return [...randomBytes(count)].map((byte) => ALPHABET[byte % 32]).join("");
}

/** 60 bits: for rows that stand in addresses. */
export function newId(): string {
  return randomLetters(12);
}
