/** @file TeX of titles as plain text, and back. Titles in the manner of arXiv's. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { markdown, plain, tex, untex } from "./tex.ts";

test.each([
  ["H$^{\\mathbf{3}}$DP: a policy", "H³DP: a policy"],
  ["$\\text{R}^2\\text{ec}$: models", "R²ec: models"],
  ["$x_0$-Supervision and $MV_{Hybrid}$", "x₀-Supervision and MV_Hybrid"],
  ["Codes over $\\mathbb{F}_q \\times (\\mathbb{F}_q+v\\mathbb{F}_q)$", "Codes over F_q × (F_q+vF_q)"],
  ["A Survey of LLM $\\times$ DATA", "A Survey of LLM × DATA"],
  ["360$^\\circ$ scenes", "360° scenes"],
  ["\\textsc{SimInstruct}: a \\emph{tool}", "SimInstruct: a tool"],
  ["R\\textsuperscript{\\textregistered} and \\(X\\)-evolve", "R® and X-evolve"],
  ['Schr\\"odinger, Erd\\H{o}s and {\\L}ukasiewicz', "Schrödinger, Erdős and Łukasiewicz"],
  ["``high-level'' sensemaking", "“high-level” sensemaking"],
  ["$\\exists^*\\forall^*$ properties in $O(\\frac{n}{2})$", "∃^*∀^* properties in O(n/2)"],
  ["from $5 to $9, 50\\% off", "from $5 to $9, 50% off"],
  ["unbalanced $\\frac{a}{", "unbalanced $\\fraca"],
  ["Just 3 < 4 & 5", "Just 3 < 4 & 5"],
])("%s reads %s", (written, read) => {
  expect(plain(written)).toBe(read);
});

test("no text makes it fail, and none takes long", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => typeof plain(text) === "string"),
  );
  const bomb = `$${"{".repeat(400)}$ ${"$^{".repeat(5_000)}`;
  expect(plain(bomb).length).toBeLessThanOrEqual(bomb.length);
});

test.each([
  ["50% of R&D: a {survey} of C#_x", "50\\% of R\\&D: a survey of C\\#\\_x"],
  [
    "Núñez, Łukasz, Weiß, Gödel, Erdős, ï",
    'N{\\\'{u}}{\\~{n}}ez, {\\L}ukasz, Wei{\\ss}, G{\\"{o}}del, Erd{\\H{o}}s, {\\"{\\i}}',
  ],
  ['Schr\\"odinger', 'Schr{\\"{o}}dinger'],
  ["$O(n^2)$ is kept, $\\frac{a}{$ is not", "$O(n^2)$ is kept, \\$\\textbackslash{}fraca\\$ is not"],
  ["a~b^c and \\path", "a b\\textasciicircum{}c and \\textbackslash{}path"],
  ["中文 и кириллица", "中文 и кириллица"],
])("%s becomes %s in BibTeX", (text, field) => {
  expect(tex(text)).toBe(field);
});

test("Latin text comes back from its TeX", () => {
  const latin = fc
    .array(fc.constantFrom(..."abz AZ09äöüßéèñçøłåŁœ.,:;!?'()/%&#_+=<>|~^"), { maxLength: 40 })
    .map((letters) => letters.join("").normalize("NFC"));
  fc.assert(
    fc.property(latin, (text) => {
      // What a text means as TeX already is not what it says: a tilde there is a space.
      const said = text.replaceAll("~", " ");
      expect(untex(tex(said))).toBe(said);
    }),
  );
});

test.each([
  ["Is $a_1 < b$? <script>*x*</script>", "Is $a_1 \\lt  b$? &lt;script>\\*x\\*&lt;/script>"],
  ["# no heading\n- no list", "\\# no heading\n\\- no list"],
  ["[a](javascript:x) | `b`", "\\[a\\](javascript:x) \\| \\`b\\`"],
  ['Schr\\"odinger and \\(X\\)', "Schrödinger and $X$"],
])("%s in Markdown is text and formulas", (text, written) => {
  expect(markdown(text)).toBe(written);
});
