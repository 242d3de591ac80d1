import { expect, test } from "vitest";
import { linesOf } from "./lines.ts";

async function cut(text: string, size: number): Promise<string[]> {
  const bytes = Buffer.from(text);
  async function* parts(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const lines: string[] = [];
  for await (const line of linesOf(parts())) lines.push(line);
  return lines;
}

test("lines end at line feeds alone, wherever the bytes are cut", async () => {
  for (const size of [1, 2, 3, 7, 1000])
    expect(await cut("a\u2028b\u0085ü😀\r\n\n\rc\n", size)).toEqual(["a\u2028b\u0085ü😀", "", "\rc"]);
});

test("a last line needs no end, and nothing has no lines", async () => {
  expect(await cut("a\nb", 2)).toEqual(["a", "b"]);
  expect(await cut("", 2)).toEqual([]);
});
