/** @file What a form is told when the site does not do what it asks for, and keeps what was typed. */
import { Refused, type Site } from "@working-papers/daily";
import { originForMail } from "../members.ts";
import { SITE } from "../site.ts";

/** Does something; what is refused is given back, everything else that is thrown goes on. */
export async function refusalOf(act: () => Promise<unknown>): Promise<Refused | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return error;
    throw error;
  }
}

export function said({ message: problem, field }: Refused): { problem: string; field?: string } {
  return field === undefined ? { problem } : { problem, field };
}

/** What mails say of this site; nothing where its host has set no address, so that nobody is told of anything. */
export function siteForMail(url: URL): Site | undefined {
  try {
    return { origin: originForMail(url), name: SITE };
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}
