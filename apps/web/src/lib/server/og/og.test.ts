/** @file Pictures, looked at pixel by pixel: what must be where, and nothing beyond the margins, whatever the title. */
import { inflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { pictureSvg, type Picture } from "./picture.ts";
import { picturePng } from "./render.ts";
import { breakLines, drawLine, isRtl, widthOf } from "./text.ts";

const paper: Picture = {
  kicker: "arXiv 2410.00907",
  title: "Addition is All You Need for Energy-efficient Language Models",
  line: "Hongyin Luo, Wei Sun",
  counts: { reproduced: 14, partly: 3, "not reproduced": 2, "not tested": 8 },
  note: "27 claims",
};
const PAPER = "fdfcf9";
const GREEN = "00664f";
const ACCENT = "2b3f9e";

describe("a picture", () => {
  test("is 1200 × 630, with the accent on top and paper in the corners", async () => {
    const { width, height, at } = decode(await picturePng(paper));
    expect([width, height]).toEqual([1200, 630]);
    expect(at(600, 4)).toBe(ACCENT);
    for (const [x, y] of [
      [0, 20],
      [1199, 20],
      [0, 629],
      [1199, 629],
    ])
      expect(at(x, y)).toBe(PAPER);
  });

  test("has one mark for every claim", async () => {
    const { width, at } = decode(await picturePng(paper));
    const row = Array.from({ length: width }, (_, x) => at(x, 505) === GREEN);
    // A filled mark is one run of green.
    expect(row.filter((green, x) => green && !row[x - 1])).toHaveLength(14);
    expect(
      pictureSvg(paper).match(/<g transform="translate\([\d. ]+\) scale\([\d.]+\)"><rect/g),
    ).toHaveLength(27);
  });

  test("has all marks of many claims within the margins", () => {
    const counts = { reproduced: 300, partly: 0, "not reproduced": 0, "not tested": 0 };
    const places = [
      ...pictureSvg({ ...paper, counts }).matchAll(
        /translate\(([\d.]+) ([\d.]+)\) scale\(([\d.]+)\)"><rect/g,
      ),
    ];
    expect(places).toHaveLength(300);
    for (const [, x, y, scale] of places.map((place) => place.map(Number))) {
      expect(x + 12 * scale).toBeLessThanOrEqual(1128.1);
      expect(y).toBeGreaterThan(460);
      expect(y + 12 * scale).toBeLessThan(550);
    }
  });

  test.each([
    ["long", "Counterfactual regret minimisation and other things that take long to say ".repeat(9)],
    ["one long word", "x".repeat(400)],
    [
      "Chinese and Japanese",
      "大規模言語モデルの量子化に関する研究：加算だけで十分か？ 语言模型的量化研究".repeat(3),
    ],
    ["Arabic", "مقدمة في الشبكات العصبية (Transformer 2024) وتطبيقاتها في معالجة اللغة الطبيعية"],
    ["with formulas", "H³DP: ∃∀ℓ ≠ ∇²f — λ-GRPO over F_q × (F_q+vF_q)"],
    ["without a font", "ไทย 😀 한국어"],
    ["hostile", '"><script>alert(1)</script>\u202e\u0000 &lt; ]]>'],
    ["empty", ""],
  ])("of a title that is %s has ink between the margins and nowhere else", async (_, title) => {
    const { width, at } = decode(await picturePng({ ...paper, title }));
    const inked = (x: number): boolean => {
      for (let y = 20; y < 630; y++) if (at(x, y) !== PAPER) return true;
      return false;
    };
    for (let x = 0; x < 64; x += 3) expect(inked(x)).toBe(false);
    for (let x = 1136; x < width; x += 3) expect(inked(x)).toBe(false);
    expect(inked(90)).toBe(true);
  });

  test("is made of outlines only, and is the same each time", async () => {
    const svg = pictureSvg({ ...paper, title: "<b>&</b>" });
    expect(svg).not.toMatch(/<text|<image|<b>|href|NaN|undefined/);
    expect(svg).toBe(pictureSvg({ ...paper, title: "<b>&</b>" }));
    expect(Buffer.from(await picturePng(paper)).equals(await picturePng({ ...paper }))).toBe(true);
  });
});

describe("lines", () => {
  test("break at words, and the last one of too many ends with dots at a word", () => {
    const { lines, cut } = breakLines("one two three four five six seven eight", 50, 300, 2);
    expect(cut).toBe(true);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/^(three|four)( four| five)? …$/);
    for (const line of lines) expect(widthOf(line, 50)).toBeLessThanOrEqual(300);
  });

  test("are about equally long, and no word is left alone", () => {
    const { lines } = breakLines("A daily list of papers that can be run", 68, 1056, 3);
    expect(lines).toHaveLength(2);
    expect(lines[1].split(" ").length).toBeGreaterThan(2);
    expect(lines.join(" ")).toBe("A daily list of papers that can be run");
  });

  test("break between ideographs, and never before what closes", () => {
    const { lines } = breakLines("加算だけで十分か？研究", 50, 420, 5);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(line).not.toMatch(/^[？。、」]/);
    expect(lines.join("")).toBe("加算だけで十分か？研究");
  });

  test("of Arabic and Hebrew run from right to left, and numbers within them do not", () => {
    expect(isRtl("مقدمة 2024")).toBe(true);
    expect(isRtl("Transformer")).toBe(false);
    expect(isRtl("(123) שלום")).toBe(true);
    // The first letter in reading order is the last one drawn: with one letter more at the end, the picture grows at its left.
    const [short, long] = ["אב", "אבג"].map((text) => drawLine(text, 100));
    expect(long.width).toBeGreaterThan(short.width);
  });
});

/** A PNG of eight bits and four channels, not interlaced: as the renderer writes it. */
function decode(png: Uint8Array): { width: number; height: number; at(x: number, y: number): string } {
  const view = Buffer.from(png);
  expect(view.subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
  const parts: Buffer[] = [];
  let width = 0;
  let height = 0;
  for (let at = 8; at < view.length;) {
    const length = view.readUInt32BE(at);
    const type = view.toString("latin1", at + 4, at + 8);
    const data = view.subarray(at + 8, at + 8 + length);
    if (type === "IHDR") {
      width = data.readUInt32BE(0);
      height = data.readUInt32BE(4);
      if (data.toString("hex", 8) !== "0806000000") throw new Error("Another kind of PNG was written.");
    }
    if (type === "IDAT") parts.push(data);
    at += length + 12;
  }
  const pixels = unfilter(inflateSync(Buffer.concat(parts)), width * 4, height);
  return {
    width,
    height,
    at: (x, y) => pixels.toString("hex", (y * width + x) * 4, (y * width + x) * 4 + 3),
  };
}

/** PNG specification, section 9: filter types. */
function unfilter(raw: Buffer, stride: number, height: number): Buffer {
  const out = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const here = y * stride + x;
      const left = x >= 4 ? out[here - 4] : 0;
      const up = y > 0 ? out[here - stride] : 0;
      const corner = x >= 4 && y > 0 ? out[here - stride - 4] : 0;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
      out[here] = raw[y * (stride + 1) + 1 + x] + guess;
    }
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [left, up, corner].map((value) => Math.abs(guess - value));
  return a <= b && a <= c ? left : b <= c ? up : corner;
}
