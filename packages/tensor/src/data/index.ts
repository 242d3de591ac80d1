/** Data sets and their formats. Runs in Node only. */
export { fashionMnist, mnist, mobyDick, type Labelled, type Split } from "./datasets.ts";
export { decodeIdx, type Idx } from "./idx.ts";
