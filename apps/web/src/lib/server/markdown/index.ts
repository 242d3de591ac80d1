/** @file Markdown with formulas as HTML that is safe to put on a page: one parser, one writer, a style each for the repository's texts and for readers'. */
export { renderComment, type RenderedComment } from "./comment.ts";
export { renderMarkdown, renderProse, type MarkdownOptions } from "./notes.ts";
