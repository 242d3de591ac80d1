/** @file Runs that a comment rests on. */

/** Done on this server; recorded in the repository; or reported by a reader, who ran it elsewhere. */
export type AttachedKind = "server" | "recorded" | "reader";
