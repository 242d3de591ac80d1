/** @file What a form says when somebody asks for a digest: kept with the wish, as the record of consent. */

export const PURPOSE = "digest";

/** In the footer of every page. */
export const BOX = "New papers by mail on working days. Leave with one click; no tracking.";
/** On the page with all choices. */
export const PAGE =
  "A digest by mail with what you choose, when you choose. Nothing comes until you confirm it by a link in a mail. Leave with one click in any mail; no pictures, no tracking, and the address is used for nothing else.";
