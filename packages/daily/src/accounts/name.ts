/** @file Names that members choose, as others see them. */
import { Refused } from "./refused.ts";

export const LONGEST_NAME = 60;

/** Controls, directions and invisible signs: a name with them could look like another one, or turn the line around. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * The name in one line.
 *
 * @throws Refused for the field `name` when nothing is left, or it is too long
 */
export function readName(text: string): string {
  const name = cleaned(text);
  if (name === "")
    throw new Refused(400, "Give a name that others see: any, it need not be your own.", "name");
  if ([...name].length > LONGEST_NAME)
    throw new Refused(400, `A name of at most ${LONGEST_NAME} characters was expected.`, "name");
  return name;
}

/** A name that another site has for somebody, as far as it will do. */
export function borrowedName(text: string): string {
  return [...cleaned(text)].slice(0, LONGEST_NAME).join("").trim() || "Reader";
}

function cleaned(text: string): string {
  return text.normalize("NFC").replace(UNSEEN, "").replace(/\s+/g, " ").trim();
}
