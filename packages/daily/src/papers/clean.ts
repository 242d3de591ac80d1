/** @file Texts of strangers made safe to store and to show: nothing invisible, nothing that turns the direction of what follows. */

// Directional overrides and isolates can make «evil.exe» read as something else; zero-width and soft hyphens split words for search.
const INVISIBLE = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;
// PostgreSQL stores no NUL; other control characters have no business in a title.
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** One line: white space becomes single spaces; no control, invisible or broken characters; NFC. */
export function cleanLine(text: string): string {
  return withoutTricks(text).replace(/\s+/g, " ").trim();
}

/** A text with paragraphs: blank lines stay, line breaks within a paragraph go. */
export function cleanText(text: string): string {
  return withoutTricks(text)
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s+/g, " ").trim())
    .filter((paragraph) => paragraph !== "")
    .join("\n\n");
}

function withoutTricks(text: string): string {
  return text
    .replace(LONE_SURROGATE, "\ufffd")
    .replace(/\r\n?/g, "\n")
    .replace(CONTROL, " ")
    .replace(INVISIBLE, "")
    .normalize("NFC");
}

/** A text that keeps its lines, as Markdown does. */
export function cleanMarkdown(text: string): string {
  return withoutTricks(text)
    .replace(/[^\S\n\t]+$/gm, "")
    .replace(/\n{4,}/g, "\n\n\n")
    .replace(/^\n+|\s+$/g, "");
}
