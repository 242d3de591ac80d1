import { expect, test } from "vitest";
import { HOSTILE } from "./hostile.ts";
import { renderComment } from "./index.ts";

const html = (source: string): string => renderComment(source).html;

/** What a comment may consist of: elements with the attributes that each may have. MathML's are KaTeX's. */
const ELEMENTS: Readonly<Record<string, readonly string[]>> = {
  p: ["class"],
  strong: [],
  em: [],
  del: [],
  br: [],
  hr: [],
  code: [],
  pre: ["tabindex"],
  blockquote: [],
  ul: [],
  ol: ["start"],
  li: [],
  a: ["href", "rel"],
  div: ["class", "tabindex", "role", "aria-label"],
  table: [],
  thead: [],
  tbody: [],
  tr: [],
  th: ["class", "scope"],
  td: ["class"],
  span: ["class"],
};
const MATHML =
  /^(?:math|semantics|annotation|m(?:row|i|n|o|s|text|frac|sup|sub|subsup|sqrt|root|over|under|underover|space|style|padded|table|tr|td|phantom|enclose|stretchy|multiscripts))$/;

/** What of the HTML is not allowed: elements, attributes, brackets that belong to no tag, addresses of other schemes. */
function foreign(made: string): string[] {
  const tags = [...made.matchAll(/<([^>\s]*)([^>]*)>/g)].flatMap(([, tag, attributes]) => {
    const name = tag.replace(/^\//, "").replace(/\/$/, "");
    if (MATHML.test(name))
      return /\bon\w+=|href|src|style="[^"]*(?:url|expression)/i.test(attributes) ? [attributes] : [];
    const allowed = ELEMENTS[name];
    if (!allowed) return [`<${name}>`];
    const given = [...attributes.matchAll(/\s([^\s=]+)="[^"]*"/g)].map(([, attribute]) => attribute);
    const rest = attributes.replace(/\s[^\s=]+="[^"]*"/g, "").trim();
    return [...given.filter((one) => !allowed.includes(one)), ...(rest === "" ? [] : [rest])];
  });
  const addresses = [...made.matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
  return [
    ...tags,
    ...addresses.filter((href) => !/^(?:https?:\/\/|mailto:)/.test(href)),
    ...(made.replace(/<[^>]*>/g, "").match(/[<>]/g) ?? []),
  ];
}

test("what is not allowed is seen", () => {
  expect(foreign("<p onclick=x>a</p>")).toEqual(["onclick=x"]);
  expect(foreign('<img src="x"><a href="javascript:x">')).toEqual(["<img>", "javascript:x"]);
  expect(foreign('<math href="x"></math> < ')).toEqual([' href="x"', "x", "<"]);
});

test.each(HOSTILE)("nothing but what is allowed comes out of %j", (source) => {
  expect(foreign(html(source))).toEqual([]);
});

test("a comment has emphasis, lists, code, quotes, tables and links that say a reader set them", () => {
  expect(html("I *measured* **0.19** ~~0.2~~ with `k = 4`.")).toBe(
    "<p>I <em>measured</em> <strong>0.19</strong> <del>0.2</del> with <code>k = 4</code>.</p>\n",
  );
  expect(html("2. a\n3. b")).toBe('<ol start="2">\n<li>a</li>\n<li>b</li>\n</ol>\n');
  expect(html("```py\nx < 1\n```")).toBe('<pre tabindex="0"><code>x &lt; 1\n</code></pre>\n');
  expect(html("> so")).toBe("<blockquote>\n<p>so</p>\n</blockquote>\n");
  expect(html("see https://example.org/a?b=c&d")).toBe(
    '<p>see <a href="https://example.org/a?b=c&amp;d" rel="nofollow ugc noopener noreferrer">https://example.org/a?b=c&amp;d</a></p>\n',
  );
  expect(html("|a|b|\n|-|-:|\n|1|2|")).toContain('<td class="align-right">2</td>');
});

test("formulas are MathML with their source; arrays stand in displays", () => {
  expect(html("so $x^2$")).toMatch(
    /<msup><mi>x<\/mi><mn>2<\/mn><\/msup>.*<annotation encoding="application\/x-tex">x\^2</,
  );
  expect(html("$$\n\\begin{aligned}a &= b\\end{aligned}\n$$")).toContain("<mtable");
  expect(html("costs $5 and $6")).toBe("<p>costs $5 and $6</p>\n");
  expect(html("$\\href{javascript:alert(1)}{x}$")).toBe(
    "<p><code>$\\href{javascript:alert(1)}{x}$</code></p>\n",
  );
});

test("a heading is a bold line: the page keeps its own headings", () => {
  expect(html("# Big\n\nsmall")).toBe('<p class="heading"><strong>Big</strong></p>\n<p>small</p>\n');
});

test("a picture elsewhere is a link, and within a link its words", () => {
  expect(html("![plot](https://example.org/a.png)")).toContain(
    '<a href="https://example.org/a.png" rel="nofollow ugc noopener noreferrer">plot</a>',
  );
  expect(html("[![plot](https://a.example/)](https://b.example/)")).toBe(
    '<p><a href="https://b.example/" rel="nofollow ugc noopener noreferrer">plot</a></p>\n',
  );
});

test("an address that pretends to be another site's is not a link", () => {
  expect(html("[bank](https://bank.example@evil.example/)")).toBe("<p>bank</p>\n");
});

test("nesting and marks without end are shown as they were written, with the reason", () => {
  for (const source of [">".repeat(5_000), "> - ".repeat(2_000), "1. ".repeat(3_000)]) {
    const { html: made, refused } = renderComment(source);
    expect(refused).toContain("within each other");
    expect(made.match(/<blockquote|<li/g)).toBeNull();
  }
  const { refused } = renderComment("_a".repeat(4_000));
  expect(refused).toContain("more than 400 signs");
});

test("more formulas than a comment needs are shown as their source", () => {
  const made = html(Array.from({ length: 40 }, (_, i) => `$${"x+".repeat(120)}${i}$`).join("\n\n"));
  expect(made.match(/<math/g)!.length).toBeLessThan(26);
  expect(made).toContain("<code>$x+");
});
