/** @file What readers are told when the site does not do what they ask for: in a form, which keeps what was typed, or on a page. */
import { ProblemError, Refused, type Site } from "@working-papers/daily";
import { error as errorPage } from "@sveltejs/kit";
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

/** What a page reads; where it was asked for what there is not, as a cursor of another list, the page that says so. */
export async function orErrorPage<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof ProblemError) errorPage(error.status, error.message);
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
