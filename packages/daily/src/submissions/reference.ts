/** @file What people type or paste to name a paper: identifiers and addresses in all their forms, and DOIs. */
import { parseArxivId } from "../papers/arxiv-id.ts";

export type Reference = { kind: "arxiv"; id: string } | { kind: "doi"; doi: string };

/** Where addresses with arXiv's identifiers in them lead: arXiv and its mirrors, and sites that have a page for each of its papers. */
const HOSTS =
  /^(?:[a-z0-9-]+\.)*(?:arxiv\.org|ar5iv\.org|alphaxiv\.org|huggingface\.co|semanticscholar\.org|paperswithcode\.co)$/;
/** The part of an address after which the identifier stands. */
const PLACES = /\/(?:abs|pdf|html|format|ps|e-print|src|show|papers|paper|arxiv|a)\/(.+)$/i;
/** Old identifiers were also written with a subject class, which is no part of them: `math.GT/0309136`. */
const CLASS = /^([a-z-]+)\.[A-Z]{2}(?=\/\d{7})/;
const DOI = /^(?:(?:https?:\/\/)?(?:dx\.)?doi\.org\/|doi:\s*)?(10\.\d{4,9}\/\S+)$/i;
/** arXiv registers one for each of its papers. */
const ARXIV_DOI = /^10\.48550\/arxiv\.(.+)$/i;

/** @returns undefined when it names no paper */
export function readReference(text: string): Reference | undefined {
  const given = text.trim().replace(/^<(.*)>$/, "$1");
  if (given === "" || given.length > 2_000) return undefined;
  return arxiv(given) ?? address(given) ?? doi(given);
}

function arxiv(text: string): Reference | undefined {
  const parsed = parseArxivId(text);
  return parsed && { kind: "arxiv", id: parsed.id.replace(CLASS, "$1") };
}

function address(text: string): Reference | undefined {
  const whole = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(whole)) return undefined;
  const { hostname, pathname } = new URL(whole);
  // Any site of this program has its papers at /papers/ID, so that place is taken for an identifier wherever it is.
  if (!HOSTS.test(hostname) && !pathname.startsWith("/papers/")) return undefined;
  const place = PLACES.exec(pathname)?.[1];
  return place === undefined ? undefined : arxiv(decoded(place).replace(/\.(?:pdf|md)$|\/+$/gi, ""));
}

function doi(text: string): Reference | undefined {
  const found = DOI.exec(text)?.[1];
  if (found === undefined) return undefined;
  const name = decoded(found);
  const own = ARXIV_DOI.exec(name)?.[1];
  return own === undefined ? { kind: "doi", doi: name } : arxiv(own);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
