/** @file A digest as a mail: subject, HTML and text. The middle is made once for all who get the same; links of one's own are put in at the end. */
import type { Day } from "../lists/period.ts";
import type { Card } from "../papers/card.ts";
import { plain } from "../papers/tex.ts";
import { listPage, paperPage } from "../site/addresses.ts";
import { xml } from "../syndication/document.ts";
import type { ChangedVerdict, DigestContent, Section } from "./content.ts";
import { heading, letterHtml, link, paragraph, subheading, titleLink, wrapped } from "./letter.ts";

/** The site as digests name it. */
export interface DigestSite {
  name: string;
  /** `https://papers.example.org` */
  origin: string;
}

export interface DigestMail {
  subject: string;
  html: string;
  text: string;
}

/** What is one subscriber's own. */
export interface OwnLinks {
  address: string;
  /** Since when, and what was chosen, in words. */
  since: Date;
  choice: string;
  manage: string;
  unsubscribe: string;
}

/** Mail programs cut what is longer (Gmail at 102 kB). */
const MOST_BYTES = 95_000;
/** For what is one's own. */
const FOOT_BYTES = 3_000;
const EXCERPT = 260;

/** Writes what is the same for all; the function that comes back adds what is one's own. */
export function writeDigest(
  content: DigestContent,
  day: Day,
  site: DigestSite,
): (own: OwnLinks) => DigestMail {
  const shown = fitting(content, site);
  const subject = subjectOf(content, day);
  const title = `${dayName(day)}: ${countsOf(content)}`;
  const body = heading(dayName(day)) + paragraph(xml(`${capital(countsOf(content))}.`), "muted") + shown.html;
  const text = [`${site.name}: ${dayName(day)}`, capital(`${countsOf(content)}.`), "", shown.text].join("\n");
  return (own) => ({
    subject,
    html: letterHtml({ title, preview: previewOf(content), site, body, foot: footHtml(own, site) }),
    text: `${text}\n\n-- \n${footText(own, site)}\n`,
  });
}

interface Block {
  html: string;
  text: string;
}

/** Every paper as long as there is room; what does not fit is counted and linked like the rest. */
function fitting(content: DigestContent, site: DigestSite): Block {
  for (let most = Number.POSITIVE_INFINITY; ; most = Math.min(most, longest(content)) - 5) {
    const blocks = [
      verdictBlock(content.verdicts, site, Math.max(5, most)),
      ...content.sections.map((section) => sectionBlock(section, content, site, most)),
    ];
    const html = blocks.map((block) => block.html).join("\n");
    if (Buffer.byteLength(html) <= MOST_BYTES - FOOT_BYTES || most <= 5)
      return {
        html,
        text: blocks
          .map((block) => block.text)
          .filter(Boolean)
          .join("\n\n"),
      };
  }
}

function longest({ sections }: DigestContent): number {
  return Math.max(...sections.map(({ papers }) => papers.length), 10);
}

function sectionBlock(section: Section, { slugs }: DigestContent, site: DigestSite, most: number): Block {
  const title = sectionTitle(section);
  const papers = section.papers.slice(0, most).map((paper) => paperBlock(paper, slugs.get(paper.id), site));
  const more = section.more + Math.max(0, section.papers.length - most);
  const page = site.origin + pageOf(section);
  const rest = more === 0 ? undefined : `${more.toLocaleString("en")} more on the site`;
  return {
    html: [
      subheading(title),
      ...papers.map(({ html }) => html),
      ...(rest === undefined ? [] : [paragraph(link(page, rest), "muted")]),
    ].join("\n"),
    text: [
      `${title}\n${"=".repeat(Math.min(70, title.length))}`,
      ...papers.map(({ text }) => text),
      ...(rest === undefined ? [] : [`${capital(rest)}: ${page}`]),
    ].join("\n\n"),
  };
}

function sectionTitle({ kind, query, categories = [] }: Section): string {
  if (kind === "search") return `New for «${query}»`;
  return categories[0] === "*" ? "New papers" : `New papers in ${categories.join(", ")}`;
}

function pageOf({ kind, query, categories = [] }: Section): string {
  if (kind === "search") return listPage({ kind: "search", q: query! });
  return listPage(
    categories.length === 1 && categories[0] !== "*"
      ? { kind: "latest", category: categories[0] }
      : { kind: "latest" },
  );
}

function paperBlock(paper: Card, slug: string | undefined, site: DigestSite): Block {
  const title = plain(paper.title);
  const href = site.origin + paperPage(paper.id, slug);
  const authors = authorsOf(paper);
  const facts = [paper.id, paper.categories.slice(0, 3).join(", "), slug === undefined ? "" : "runs here"]
    .filter(Boolean)
    .join(" · ");
  const excerpt = excerptOf(plain(paper.abstract));
  return {
    html: [
      titleLink(href, title),
      paragraph(`${xml(authors)}<br>${xml(facts)}`, "muted"),
      excerpt === "" ? "" : paragraph(xml(excerpt)),
    ].join(""),
    text: [
      wrapped(title),
      wrapped([authors, facts].filter(Boolean).join(" · "), "  "),
      ...(excerpt === "" ? [] : [wrapped(excerpt, "  ")]),
      `  ${href}`,
    ].join("\n"),
  };
}

const SHOWN_AUTHORS = 4;

function authorsOf({ authors }: Card): string {
  const names = authors.map(({ name }) => plain(name));
  return names.length <= SHOWN_AUTHORS
    ? names.join(", ")
    : `${names.slice(0, SHOWN_AUTHORS - 1).join(", ")} and ${names.length - SHOWN_AUTHORS + 1} others`;
}

/** Whole sentences where they are short enough, else whole words. */
function excerptOf(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  if (line.length <= EXCERPT) return line;
  const cut = line.slice(0, EXCERPT);
  const sentence = cut.lastIndexOf(". ");
  return sentence > EXCERPT / 2 ? cut.slice(0, sentence + 1) : `${cut.slice(0, cut.lastIndexOf(" "))} …`;
}

/** Colour besides the words, as on the site. */
const VERDICT_STYLE: Record<string, { name: string; colour: string }> = {
  reproduced: { name: "good", colour: "#00664f" },
  partly: { name: "fair", colour: "#7c5800" },
  "not reproduced": { name: "poor", colour: "#a83a08" },
};

function verdictBlock(verdicts: readonly ChangedVerdict[], site: DigestSite, most: number): Block {
  if (verdicts.length === 0) return { html: "", text: "" };
  const more = verdicts.length - most;
  const rest = more > 0 ? `${more.toLocaleString("en")} more on the site` : undefined;
  const page = site.origin + listPage({ kind: "latest", list: "working" });
  const title = "Verdicts that changed";
  const one = (change: ChangedVerdict): Block => {
    const href = `${site.origin}${paperPage(change.slug, change.slug)}#${change.claim}`;
    const { name, colour } = VERDICT_STYLE[change.verdict] ?? { name: "muted", colour: "#625f59" };
    const before = change.before === null ? "New claim: " : `${capital(change.before)}, now `;
    const statement = plain(change.statement);
    const reason = plain(change.reason);
    return {
      html: [
        titleLink(href, plain(change.title)),
        paragraph(xml(statement)),
        paragraph(
          `${xml(before)}<strong class="${name}" style="color:${colour}">${xml(change.verdict)}</strong>. ${xml(reason)}`,
          "muted",
        ),
      ].join(""),
      text: [
        wrapped(plain(change.title)),
        wrapped(statement, "  "),
        wrapped(`${before}${change.verdict.toUpperCase()}. ${reason}`, "  "),
        `  ${href}`,
      ].join("\n"),
    };
  };
  const blocks = verdicts.slice(0, most).map(one);
  return {
    html: [
      subheading(title) + blocks.map(({ html }) => html).join("\n"),
      ...(rest === undefined ? [] : [paragraph(link(page, rest), "muted")]),
    ].join("\n"),
    text: [
      `${title}\n${"=".repeat(title.length)}`,
      ...blocks.map(({ text }) => text),
      ...(rest === undefined ? [] : [`${capital(rest)}: ${page}`]),
    ].join("\n\n"),
  };
}

function footHtml(
  { address, since, choice, manage, unsubscribe }: OwnLinks,
  { name, origin }: DigestSite,
): string {
  return [
    paragraph(
      `${xml(`${address} asked ${name} for this on ${dayName(since.toISOString().slice(0, 10), true)}: ${choice}.`)}`,
      "muted",
    ),
    paragraph(
      `${link(manage, "Change what you get")} · ${link(unsubscribe, "Unsubscribe")} · ${link(origin, "The site")}`,
      "muted",
    ),
  ].join("\n");
}

function footText({ address, since, choice, manage, unsubscribe }: OwnLinks, { name }: DigestSite): string {
  return [
    wrapped(
      `${address} asked ${name} for this on ${dayName(since.toISOString().slice(0, 10), true)}: ${choice}.`,
    ),
    `Change what you get: ${manage}`,
    `Unsubscribe: ${unsubscribe}`,
  ].join("\n");
}

/** «26 November: Addition is all you need and 23 more papers». */
function subjectOf(content: DigestContent, day: Day): string {
  const first = content.sections[0]?.papers[0];
  const count = content.sections.reduce((sum, { papers, more }) => sum + papers.length + more, 0);
  const verdicts = content.verdicts.length;
  const changed = verdicts === 0 ? "" : `${verdicts} ${verdicts === 1 ? "verdict" : "verdicts"} changed`;
  const title = first ? shortTitle(plain(first.title)) : "";
  const papers =
    count === 0
      ? ""
      : count === 1
        ? title
        : `${title} and ${count - 1} more ${count === 2 ? "paper" : "papers"}`;
  // Titles come from outside, and a subject is one line.
  return `${shortDay(day)}: ${[changed, papers].filter(Boolean).join("; ")}`.replace(
    /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu,
    " ",
  );
}

function shortTitle(title: string): string {
  return title.length <= 70 ? title : `${title.slice(0, 70).replace(/\s+\S*$/, "")} …`;
}

function countsOf({ sections, verdicts }: DigestContent): string {
  const papers = sections.reduce((sum, section) => sum + section.papers.length + section.more, 0);
  return [
    papers === 0 ? "" : `${papers.toLocaleString("en")} new ${papers === 1 ? "paper" : "papers"}`,
    verdicts.length === 0
      ? ""
      : `${verdicts.length} ${verdicts.length === 1 ? "verdict" : "verdicts"} that changed`,
  ]
    .filter(Boolean)
    .join(" and ");
}

function previewOf({ sections }: DigestContent): string {
  return sections
    .flatMap(({ papers }) => papers)
    .slice(1, 4)
    .map(({ title }) => plain(title))
    .join(" · ")
    .slice(0, 160);
}

function dayName(day: Day, short = false): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString("en-GB", {
    ...(short ? {} : { weekday: "long" }),
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
}

function shortDay(day: Day): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "long",
    timeZone: "UTC",
  });
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
