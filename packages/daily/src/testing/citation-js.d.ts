/** What the tests use of Citation.js, which has no types. */
declare module "@citation-js/core" {
  export class Cite {
    constructor(data: unknown);
    data: Record<string, unknown>[];
  }
  export const plugins: { list(): string[] };
}
declare module "@citation-js/plugin-bibtex";
declare module "@citation-js/plugin-ris";
