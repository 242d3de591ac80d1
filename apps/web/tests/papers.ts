/**
 * @file Papers of two weeks for the browser tests, made up here: with TeX, strange scripts, and what a hostile author would write. They are put into a
 * database before the site is started on it.
 */
import {
  buildIndex,
  computeTrending,
  IncomingPaper,
  openDatabase,
  storePapers,
  storePlaces,
  type IncomingPaperInput,
} from "@working-papers/daily";

export const DAYS = ["2026-08-31", "2026-09-01", "2026-09-03"] as const;
export const CURATED = "2608.00003";

/** In texts that only a browser shows to be harmless. */
export const HOSTILE: IncomingPaperInput = {
  id: "2608.00666",
  title:
    '<img src=x onerror="window.owned=1"> \u202eesrever\u202c <script>window.owned=1</script> $\\href{javascript:window.owned=1}{x}$',
  abstract: `</script><script>window.owned=1</script> $\\def\\a{\\a\\a}\\a$ $\\rule{9999em}{9999em}$ \\href{javascript:alert(1)}{click}
${"\\textbf{".repeat(50)} ${"$x^{".repeat(300)} "onmouseover="window.owned=1" e${"\u0301".repeat(300)}`,
  authors: [{ name: '"><script>window.owned=1</script>' }, { name: "שלום עולם" }, { name: "محمد" }],
  categories: ["cs.CR"],
  comment: "<style>body{display:none}</style>",
  journalRef: "<b onclick=alert(1)>",
};

const SUBJECTS = [
  "attention without multiplication",
  "a quantized vision transformer",
  "operators between function spaces",
  "counting with recurrent networks",
];

/** 31 papers on the first day: two pages. */
function papers(): IncomingPaper[] {
  const plain = Array.from({ length: 33 }, (_, i): IncomingPaperInput => {
    const day = i < 31 ? DAYS[0] : DAYS[i - 30];
    return {
      id: `2608.${String(i + 1).padStart(5, "0")}`,
      title: `Notes on ${SUBJECTS[i % 4]}, part ${i + 1}: an $O(n^{${i + 2}})$ bound`,
      abstract:
        `We study ${SUBJECTS[i % 4]} and give a bound of $O(n^{${i + 2}})$ steps for it. ` +
        "The proof goes by induction over the layers, each of which is treated as an operator on its own, and needs no assumption on the width. " +
        "Experiments on five made-up data sets agree with the bound to within \\emph{two} percent. " +
        "We then ask what happens when the layers share weights, and answer it for the case of two layers. " +
        "What remains open is the case of more than two, for which we give a counterexample to the obvious guess.",
      authors: [{ name: "Ada Example" }, { name: `Béla Minta ${i + 1}` }],
      categories: i % 3 === 0 ? ["cs.CL", "cs.LG"] : ["cs.LG"],
      announced: day,
      listings: [{ list: "arxiv", day, position: i, kind: "new" }],
    };
  });
  const hostile: IncomingPaperInput = {
    ...HOSTILE,
    announced: DAYS[2],
    listings: [{ list: "arxiv", day: DAYS[2], position: 9, kind: "new" }],
  };
  const old: IncomingPaperInput = {
    id: "hep-th/9901001",
    title: "An identifier with a slash",
    abstract: "It has one.",
    authors: [{ name: "Ada Example" }],
    categories: ["hep-th"],
    submitted: "1999-01-01T00:00:00Z",
  };
  return [...plain, hostile, old].map((paper) => IncomingPaper.parse(paper));
}

/** Fills an empty database. */
export async function fill(address: string): Promise<void> {
  const database = await openDatabase(address);
  try {
    const { db } = database;
    const all = papers();
    await storePapers(db, "file", all);
    await storePapers(db, "file", [
      { ...all[0], version: 2, title: "Notes on attention, in a second version", listings: [] },
    ]);
    await storePlaces(db, [{ list: "curated", day: DAYS[0], paperId: CURATED, position: 0, kind: "listed" }]);
    await computeTrending(db, DAYS[0]);
    await buildIndex(db);
  } finally {
    await database.close();
  }
}
