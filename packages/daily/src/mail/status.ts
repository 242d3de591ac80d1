/**
 * @file What a status means for an address: whether it can ever get mail again.
 *
 * The classes are those of RFC 3463: 4 for now, 5 for good. But «for good» is said of a mail, not always of an address: a full mailbox is «useful only as a
 * persistent transient error» (section 3.3, X.2.2), a mail too large (X.2.3, X.3.4), a route (X.4) and above all a policy (X.7) say nothing about
 * who lives there. A host whose signature is broken for a day must not lose every reader at a large provider for ever.
 */

/** `hard`: the address gets no more mail. `soft`: counted; several make a pause. */
export type Meaning = "hard" | "soft";

export function meaningOf(status: string | undefined, code?: number): Meaning {
  const parts = /^([245])\.(\d{1,3})\.(\d{1,3})$/.exec(status ?? "");
  if (!parts) return code !== undefined && [550, 551, 553].includes(code) ? "hard" : "soft";
  const [, level, subject, detail] = parts;
  if (level !== "5") return "soft";
  // Others: addressing (1), mailbox (2), and what nobody classified (0).
  const aboutAddress =
    subject === "1" || subject === "0" || (subject === "2" && !["2", "3", "4"].includes(detail));
  return aboutAddress ? "hard" : "soft";
}
