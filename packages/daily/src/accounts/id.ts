/** @file Ids of members and what is theirs. */
import { randomLetters } from "../database/id.ts";

/** 80 random bits in 16 letters. */
export function newId(): string {
  return randomLetters(16);
}
