import { expect, test } from "vitest";
import { renderMarkdown, renderProse } from "./notes.ts";

const notes = (source: string): string => renderMarkdown(source, { idPrefix: "notes-", shiftHeadings: 1 });

test("HTML in Markdown is shown, not obeyed", () => {
  const html = notes("a <script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n\n`<b>`\n\n```\n<i>\n```");
  expect(html).not.toMatch(/<(script|img|b|i)\b/);
  expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(html).toContain("&lt;img src=x onerror=alert(1)&gt;");
});

test("links lead only to the web, to mail, and to places on the page", () => {
  expect(notes("[a](javascript:alert(1))")).not.toContain("href");
  expect(notes("[a](data:text/html,x)")).not.toContain("href");
  expect(notes("[code](./lmul.ts)")).not.toContain("href");
  expect(notes('[a](https://example.org/"onclick=x)')).toContain(
    'href="https://example.org/&quot;onclick=x"',
  );
  expect(notes("[claim](#LM-05)")).toContain('href="#LM-05"');
});

test("a link to a heading of the notes leads to its prefixed id", () => {
  const html = notes("[error](#the-error)\n\n## The error");
  expect(html).toContain('href="#notes-the-error"');
  expect(html).toContain('<h3 id="notes-the-error">');
});

test("headings that say the same have different ids, and the title is left out", () => {
  const html = notes("# Title\n\n## A\n\n## A");
  expect(html).not.toContain("Title");
  expect(html).toContain('id="notes-a"');
  expect(html).toContain('id="notes-a-1"');
});

test("pictures from elsewhere become links", () => {
  const html = notes("![plot](https://example.org/a.png)");
  expect(html).not.toContain("<img");
  expect(html).toContain('<a href="https://example.org/a.png">plot</a>');
});

test("formulas become MathML and HTML; prices stay prices", () => {
  const html = notes("Inline $x_1^2$ and $$\ny = 2\n$$\n\ncosts $5 and $6");
  expect(html).toContain("<math");
  expect(html).toContain("katex-html");
  expect(html).toContain("costs $5 and $6");
});

test("a formula that cannot be read is shown as it stands, with HTML escaped", () => {
  expect(notes("$\\frac{<b>$")).not.toContain("<b>");
});

test("formulas cannot load or link anything", () => {
  const html = notes("$\\href{javascript:alert(1)}{x} \\includegraphics{https://example.org/a.png}$");
  expect(html).not.toMatch(/href="javascript|<img|src=/);
});

test("a method is prose without anchors", () => {
  expect(renderProse("Every *pair* of codes.")).toBe("<p>Every <em>pair</em> of codes.</p>\n");
});
