/** @file Figures as SVG: what is drawn, and what a specification cannot do. */
import { expect, test } from "vitest";
import { bars } from "../charts.ts";
import type { Figure } from "../experiment.ts";
import { figureSvg } from "./index.ts";

function figure(spec: Figure["spec"]): Figure {
  return { id: "f", title: "A figure", caption: "A line rises.", spec };
}

const axis = (field: string) => ({ field, title: field });

const line = figure({
  width: 120,
  height: 60,
  data: {
    values: [
      { x: 0, y: 1 },
      { x: 1, y: 3 },
    ],
  },
  mark: "line",
  encoding: { x: { field: "x", type: "quantitative" }, y: { field: "y", type: "quantitative" } },
});

test("the same figure is drawn the same", async () => {
  const svg = await figureSvg(line);
  expect(svg).toMatch(/^<svg [^>]*viewBox=/);
  expect(svg).toContain("M0,40L120,0");
  expect(await figureSvg(line)).toBe(svg);
});

test("a specification that asks for data from outside is refused, wherever it asks", async () => {
  const outside = { url: "file:///etc/passwd", format: { type: "csv" } };
  const message = "Figure f must carry its data, but it asks for some by url";
  await expect(figureSvg(figure({ data: outside, mark: "point", encoding: {} }))).rejects.toThrow(message);
  await expect(figureSvg(figure({ layer: [{ data: outside, mark: "point" }] }))).rejects.toThrow(message);
  await expect(
    figureSvg(figure({ ...line.spec, data: { values: [{ x: 0, y: 1, url: "text" }] } })),
  ).resolves.toContain("<svg");
});

test("names that are lists take a line for each part below an axis", async () => {
  const values = ["deeper", "deeper, reversed"].map((name, y) => ({ name, y }));
  const svg = await figureSvg(bars("b", "Bars", "Two.", values, { x: axis("name"), y: axis("y") }));
  expect(svg).toMatch(/>deeper<\/text>/);
  expect(svg).toMatch(/<tspan[^>]*>deeper<\/tspan><tspan[^>]*>reversed<\/tspan>/);
});

test("text in data stays text", async () => {
  const svg = await figureSvg(
    figure({
      data: { values: [{ t: "</text><script>alert(1)</script>" }] },
      mark: "text",
      encoding: { text: { field: "t" } },
    }),
  );
  expect(svg).not.toContain("<script>");
});
