import { colours, figureSvg } from "@working-papers/lab/figure";
import { expect, test } from "vitest";
import { pageSvg } from "./svg.ts";

const drawing = (inside: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="9">${inside}</svg>`;

test("colours that stand for a role become custom properties, others stay", () => {
  const svg = pageSvg(
    drawing(`<path fill="${colours.ink}" stroke="${colours.category[1]}"/><path fill="#123456"/>`),
    "k",
  );
  expect(svg).toContain('<path fill="var(--ink)" stroke="var(--series-2)"/>');
  expect(svg).toContain('<path fill="#123456"/>');
});

test("ids are the figure's own, and what refers to them follows", () => {
  const svg = pageSvg(drawing('<clipPath id="clip0"></clipPath><g clip-path="url(#clip0)"></g>'), "run-plot");
  expect(svg).toContain('id="run-plot-clip0"');
  expect(svg).toContain('clip-path="url(#run-plot-clip0)"');
});

test("names of single marks and classes are dropped", () => {
  expect(
    pageSvg(drawing('<path class="mark" aria-label="x > 3" role="graphics-symbol" d="M0"/>'), "k"),
  ).toContain('<path d="M0"/>');
});

test.each([
  ["<script>alert(1)</script>", "A figure may not contain <script>."],
  ["<foreignObject/>", "A figure may not contain <foreignObject>."],
  ['<a href="https://example.org">x</a>', "A figure may not contain <a>."],
  ['<image href="x"/>', "A figure may not contain <image>."],
  ['<path onload="alert(1)"/>', "A figure may not have the attribute onload."],
  [
    '<path fill="url(https://example.org/#a)"/>',
    "A figure's attribute fill may not be «url(https://example.org/#a)».",
  ],
  ["<path onclick=alert(1) />", "A figure's attributes could not be read: onclick=alert(1) /"],
])("a figure cannot carry %s", (inside, message) => {
  expect(() => pageSvg(drawing(inside), "k")).toThrow(message);
});

test("what Vega draws passes, text with angle brackets included", async () => {
  const svg = await figureSvg({
    id: "f",
    title: "f",
    caption: "f",
    spec: {
      data: {
        values: [
          { x: "<b>", y: 1, c: "one" },
          { x: "b", y: 2, c: "two" },
        ],
      },
      mark: { type: "bar", tooltip: true, clip: true },
      encoding: {
        x: { field: "x", type: "nominal" },
        y: { field: "y", type: "quantitative" },
        color: { field: "c", type: "nominal" },
      },
    },
  });
  const page = pageSvg(svg, "k");
  expect(page).toContain("&lt;b&gt;");
  expect(page).toContain("var(--series-1)");
  expect(page).not.toMatch(/aria-|class=/);
});
