/** @file What strangers write in titles and abstracts, and what a page shows of it. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inlineTex, paragraphs } from "./tex.ts";

test.each([
  ["a 5\\% gain for R\\&D", "a 5% gain for R&amp;D"],
  ["``quoted'' and \\emph{told} and \\textbf{bold}", "“quoted” and <em>told</em> and <strong>bold</strong>"],
  ["from $5 to $9", "from $5 to $9"],
  ["as shown~\\citep{a2020,b2021}.", "as shown."],
  [
    "code at https://github.com/a/b.",
    'code at <a href="https://github.com/a/b" rel="nofollow noreferrer ugc">https://github.com/a/b</a>.',
  ],
  [
    "\\href{https://example.org/a\\_b}{page}",
    '<a href="https://example.org/a_b" rel="nofollow noreferrer ugc">page</a>',
  ],
  ["Erd\\H{o}s", "Erdős"],
])("%s becomes %s", (source, html) => {
  expect(inlineTex(source)).toBe(html);
});

test("a formula becomes MathML with its source beside it", () => {
  const html = inlineTex("in $O(n^2)$ steps");
  expect(html).toMatch(
    /^in <span class="katex"><math .*<msup><mi>n<\/mi><mn>2<\/mn><\/msup>.*<\/math><\/span> steps$/,
  );
  expect(html).toContain("O(n^2)</annotation>");
});

test("paragraphs stay apart", () => {
  expect(paragraphs("one\n\ntwo $x$\n\n")).toHaveLength(2);
});

describe("what is hostile", () => {
  test.each([
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "$<img src=x onerror=alert(1)>$",
    "\\emph{<b onclick=x>}",
    "\\texttt{<style>}",
    "$\\text{<script>alert(1)</script>}$",
    "$\\href{javascript:alert(1)}{x}$",
    "$\\htmlData{a=b}{x}$",
    "$\\includegraphics{https://evil.example/a.png}$",
    '\\href{https://example.org/"onmouseover="alert(1)}{x}',
    "\\url{https://example.org/'><script>}",
  ])("%s makes no element but ours", (source) => {
    const html = inlineTex(source);
    expect(html).not.toMatch(/<(script|img|b|style|iframe|svg)\b/i);
    expect(html.replace(/"[^"]*"/g, "")).not.toMatch(/<[^>]*\son\w+=/i);
  });

  test.each(["javascript:alert(1)", "data:text/html,x", "//evil.example", "file:///etc/passwd"])(
    "\\href{%s} is no link",
    (target) => {
      expect(inlineTex(`\\href{${target}}{name}`)).toBe("name");
    },
  );

  test.each([
    "$\\def\\a{\\a\\a}\\a$",
    "$\\newcommand{\\x}{xx}\\x$",
    "$\\rule{999em}{999em}$",
    "$\\hspace{-999em}x$",
    "$\\kern-99em x$",
    "$\\frac{a}{$",
    "$\\begin{array}{c}\\end{array}$",
  ])("%s is shown as its source", (source) => {
    expect(inlineTex(source)).toMatch(/^<code>\$.*\$<\/code>$/);
  });

  test("formulas beyond the limits stay text", () => {
    const long = `$${"x+".repeat(400)}x$`;
    expect(inlineTex(long)).toBe(long);
    const many = "$a+b+c+d+e$ ".repeat(2_000);
    expect(inlineTex(many).match(/<math/g)!.length).toBe(Math.floor(6_000 / "a+b+c+d+e".length));
  });

  test("deep nesting ends", () => {
    const deep = `$${"{".repeat(290)}x${"}".repeat(290)}$ and $${"x^{".repeat(150)}y${"}".repeat(150)}$`;
    expect(typeof inlineTex(deep)).toBe("string");
  });

  test("accents stacked to the ceiling are cut", () => {
    expect(inlineTex(`e${"\u0301".repeat(500)}`).normalize("NFD").length).toBe(4);
  });

  test("no text makes it fail or leaves a tag open", () => {
    const sign = fc.constantFrom(
      "$",
      "\\",
      "{",
      "}",
      "<",
      ">",
      "emph",
      "href",
      "[",
      "]",
      "(",
      ")",
      "a",
      " ",
      "^",
      "_",
      "&",
      '"',
    );
    fc.assert(
      fc.property(fc.array(sign, { maxLength: 60 }), (signs) => {
        const html = inlineTex(signs.join(""));
        for (const tag of ["em", "strong", "code", "sup", "a", "math"])
          expect(html.match(new RegExp(`<${tag}[ >]`, "g"))?.length ?? 0).toBe(
            html.match(new RegExp(`</${tag}>`, "g"))?.length ?? 0,
          );
      }),
    );
  });
});
