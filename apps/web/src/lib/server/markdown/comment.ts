/**
 * @file Markdown of readers: comments, replies to verdicts, proposals.
 *
 * They are texts of strangers: bounded in length, nesting and formulas; links lead to http, https and mail, and say that a reader set them;
 * headings are no headings of the page; pictures elsewhere are links.
 */
import { escapeHtml } from "../escape.ts";
import { strangersFormula, tamed } from "../formula.ts";
import { htmlOf, type Style } from "./html.ts";
import { parseMarkdown } from "./parse.ts";

export interface RenderedComment {
  html: string;
  /** Why it is shown as it was written, in a sentence. */
  refused?: string;
}

/** Longer texts are cut, whatever let them in. */
const LONGEST = 20_000;
/** Characters of formulas that are set in one text; the rest is shown as its source. */
const MAX_FORMULAS = 6_000;
/** What a formula costs besides its length. */
const FORMULA = 20;
const LONGEST_ADDRESS = 2_000;

// The same comment is read on many pages and never changes: the last thousand are remembered.
const remembered = new Map<string, RenderedComment>();
const REMEMBERED = 1_000;

export function renderComment(source: string): RenderedComment {
  const known = remembered.get(source);
  if (known) return known;
  const { blocks, refused } = parseMarkdown(tamed(source.slice(0, LONGEST)));
  const rendered = { html: htmlOf(blocks, styleOf()), ...(refused === undefined ? {} : { refused }) };
  if (remembered.size >= REMEMBERED) remembered.delete(remembered.keys().next().value!);
  remembered.set(source, rendered);
  return rendered;
}

function styleOf(): Style {
  let budget = MAX_FORMULAS;
  return {
    heading: (_depth, _source, content) => `<p class="heading"><strong>${content}</strong></p>\n`,
    link(href, _title, content) {
      const address = safeAddress(href);
      return address === undefined ? content : anchor(address, content);
    },
    image(href, alt) {
      const address = safeAddress(href);
      return address === undefined ? escapeHtml(alt) : anchor(address, escapeHtml(alt || href));
    },
    formula(tex, written, display) {
      budget -= tex.length + FORMULA;
      return budget < 0 ? `<code>${escapeHtml(written)}</code>` : strangersFormula(tex, written, display);
    },
  };
}

function anchor(address: string, content: string): string {
  return `<a href="${escapeHtml(address)}" rel="nofollow ugc noopener noreferrer">${content}</a>`;
}

/** The address as a browser would read it, so that nothing is disguised; nothing for any scheme but three, and for names before an @. */
function safeAddress(href: string): string | undefined {
  if (href.length > LONGEST_ADDRESS || !/^(?:https?:\/\/|mailto:)/i.test(href) || !URL.canParse(href))
    return undefined;
  const url = new URL(href);
  if (!["http:", "https:", "mailto:"].includes(url.protocol)) return undefined;
  if (url.username !== "" || url.password !== "") return undefined;
  return url.href;
}
