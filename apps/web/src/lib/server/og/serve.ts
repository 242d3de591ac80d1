/** @file Answers `/og/site.png`, `/og/papers/2410.00907.png` and `/og/day/2026-09-10.png` (weeks and months likewise). */
import {
  answer,
  findFolder,
  plain,
  ProblemError,
  readFeed,
  readPaper,
  type Card,
  type Serve,
  type SiteContext,
} from "@working-papers/daily";
import type { PaperFolder } from "@working-papers/lab/node";
import { sayPeriod, sayShortDay } from "../../dates.ts";
import { countVerdicts } from "../../verdicts.ts";
import { sayClaims, type Picture } from "./picture.ts";
import { picturePng } from "./render.ts";

const FRESH_SECONDS = 3600;
const NAMES = 4;

export const servePicture: Serve = async (request, site) => {
  const path = decodeURIComponent(new URL(request.url).pathname);
  const name = /^\/og\/(.+)\.png$/.exec(path)?.[1];
  const picture = name === undefined ? undefined : await pictureOf(site, name);
  if (!picture)
    throw new ProblemError(
      404,
      "There is no such picture: /og/site.png, /og/papers/2410.00907.png or /og/day/2026-09-10.png was expected.",
    );
  return answer(request, { body: await picturePng(picture), type: "image/png", fresh: FRESH_SECONDS });
};

async function pictureOf(site: SiteContext, name: string): Promise<Picture | undefined> {
  if (name === "site") return sitePicture(await site.evidence.all());
  const [, kind, rest] = /^(papers|day|week|month)\/(.+)$/.exec(name) ?? [];
  if (kind === undefined) return undefined;
  if (kind !== "papers") return periodPicture(site, kind, rest);
  const folder = await findFolder(site.evidence, rest);
  const found = await readPaper(site.db, folder?.paper.arxiv ?? rest);
  return found && paperPicture(found.paper, folder);
}

function sitePicture(folders: readonly PaperFolder[]): Picture {
  return {
    kicker: plural(folders.filter(({ runs }) => runs.length > 0).length, "paper runs", "papers run"),
    title: "A daily list of papers that can be run",
    line: "Every claim measured by an experiment that you can run again.",
    ...claims(folders),
  };
}

function paperPicture(paper: Card, folder: PaperFolder | undefined): Picture {
  const names = paper.authors.map(({ name }) => plain(name));
  const others = names.length - NAMES;
  const line = others > 1 ? `${names.slice(0, NAMES).join(", ")} and ${others} others` : names.join(", ");
  const date = paper.submitted?.toISOString() ?? paper.announced;
  const facts = [paper.categories.slice(0, 3).join(", "), date && sayShortDay(date)]
    .filter(Boolean)
    .join(" · ");
  return {
    kicker: /^(doi|bib):/.test(paper.id) ? paper.id.replace(/^bib:.*/, "") : `arXiv ${paper.id}`,
    title: paper.withdrawn ? `Withdrawn: ${plain(paper.title)}` : plain(paper.title),
    line,
    ...(folder ? claims([folder]) : { note: facts }),
  };
}

async function periodPicture(site: SiteContext, unit: string, id: string): Promise<Picture | undefined> {
  const feed = await readFeed(site.db, { period: id, size: 100 }).catch((error: unknown) => {
    if (error instanceof RangeError) throw new ProblemError(400, error.message);
    throw error;
  });
  // A picture of another period than the one that was asked for would be kept under a wrong name.
  if (feed.asked.unit !== unit || feed.period?.id !== id) return undefined;
  const { name, detail } = sayPeriod(feed.period);
  const listed = new Set(feed.papers.map((paper) => paper.id));
  const folders = (await site.evidence.all()).filter(
    ({ paper, runs }) => listed.has(paper.arxiv) && runs.length > 0,
  );
  const run = folders.length > 0 ? `, ${plural(folders.length, "of them runs", "of them run")} here` : "";
  return {
    ...(unit === "month" ? { kicker: "", title: `${name} ${detail}` } : { kicker: name, title: detail }),
    line: `${plural(feed.total, "paper", "papers")}${run}`,
    ...(folders.length > 0 ? claims(folders) : { note: "" }),
  };
}

function plural(count: number, one: string, more: string): string {
  return `${count} ${count === 1 ? one : more}`;
}

/** The marks of all claims, and a line that counts them. */
function claims(folders: readonly PaperFolder[]): Pick<Picture, "counts" | "note"> {
  const counts = countVerdicts(folders.flatMap(({ verdicts }) => verdicts.map(({ verdict }) => verdict)));
  return { counts, note: sayClaims(counts) };
}
