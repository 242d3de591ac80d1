/**
 * @file A member says that they wrote a paper.
 *
 *     asked ──► granted ──► left        by ORCID at once, or by an editor
 *        ├────► denied                  with a reason; they may ask again with new evidence
 *        └────► left
 */
export type AuthorshipState = "asked" | "granted" | "denied" | "left";

/** What it was granted on: the record's own ORCID iD, or an editor's look at the evidence. */
export type Basis = "orcid" | "editor";
