/** @file A page that has no Markdown of its own, from its HTML: the main part, formulas as TeX, figures by their captions, no controls. */
import { NodeHtmlMarkdown } from "node-html-markdown";

const converter = new NodeHtmlMarkdown({
  bulletMarker: "-",
  ignore: ["script", "style", "svg", "form", "button", "input", "select", "nav", "noscript", "template"],
  maxConsecutiveNewlines: 2,
});

export function htmlMarkdown(html: string, origin: string): string {
  const main = /<main\b[^>]*>([\s\S]*)<\/main>/.exec(html)?.[1] ?? html;
  const readable = main
    // KaTeX says everything twice, once with its source.
    .replace(
      /<span class="katex(?:-display)?">[\s\S]*?<annotation encoding="application\/x-tex">([\s\S]*?)<\/annotation>[\s\S]*?<\/math><\/span>(?:<span class="katex-html"[\s\S]*?<\/span>(?=<\/span>))?/g,
      (_, source: string) => `<code>${source}</code><span>`,
    )
    .replace(/<a class="anchor"[\s\S]*?<\/a>/g, "")
    .replace(/(href|src)="\/(?!\/)/g, `$1="${origin}/`);
  return `${converter.translate(readable).trim()}\n`;
}
