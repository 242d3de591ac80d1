/**
 * @file Emitted shaders in a real Chromium on its software adapter, SwiftShader: GLSL in WebGL2, WGSL in WebGPU. Needs a Chromium (`CHROMIUM` or
 * /usr/bin/chromium); without one the tests are skipped.
 *
 * A program without quotients and roots gives the bits of the float32 evaluation. A quotient may be 2.5 units in the last place off, and a root is as good as
 * 1 / inverseSqrt (2 units, then a quotient): from there on a result lies in an interval, computed for every program and point.
 */
import { existsSync, readFileSync } from "node:fs";
import { random, type Table } from "@working-papers/lab";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { float32Evaluator } from "../float32/arithmetic.ts";
import {
  ADD,
  DIVIDE,
  FMA,
  isBitOperation,
  MULTIPLY,
  programFrom,
  SQRT,
  type Program,
} from "../programs/program.ts";
import { PUBLISHED } from "../programs/published.ts";
import { readStoredTable, STORED_TABLE } from "../programs/stored-table.ts";
import { emit } from "./emit.ts";

const { fround } = Math;
const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const found = existsSync(executablePath);
if (!found) console.log("no Chromium (CHROMIUM or /usr/bin/chromium): GLSL and WGSL are tested as text only");

const stored = (record: string): [name: string, program: Program][] => {
  const text = readFileSync(new URL(`../results/${record}.json`, import.meta.url), "utf8");
  const table = (JSON.parse(text) as { tables: Table[] }).tables.find(({ id }) => id === STORED_TABLE)!;
  return readStoredTable(table).map(({ program }, i) => [`${record}, program ${i + 1}`, program]);
};
const PROGRAMS: [name: string, program: Program][] = [
  ["a quotient", programFrom("y = c / x", { c: 0.7 })],
  ["a quotient by a constant", programFrom("y = x / c", { c: 0.7 })],
  ["a root", programFrom("y = sqrt x", {})],
  ["an fma", programFrom("y = fma x x c", { c: -0.3 })],
  [
    "Horner's rule",
    programFrom("p = x * a; q = p + b; r = q * x; y = r - c", { a: 0.34, b: -0.65, c: 1e-7 }),
  ],
  [
    "one Newton step from the halved bits",
    programFrom(
      "h = ishr x; i = isub magic h; q = i * i; p = q * x; s = three - p; y = i * s; u = iadd y low; z = isub u low; w = z * half",
      { magic: 13211836172961054720, three: 3, low: 1e-30, half: 0.5 },
    ),
  ],
  ...Object.entries(PUBLISHED),
  ...["bessel-full-1-1773ca8e", "float32-full-1-db5ce106", "search-full-1-baa2b6f6"].flatMap(stored),
];
const stream = random(12);
const POINTS = Array.from({ length: 4096 }, () => fround(stream.uniform() * 2 ** stream.integer(-20, 3)));

/** Numbers between which a value may lie; undefined where the specifications promise nothing (out of the normal numbers, or a divisor across 0). */
type Interval = readonly [low: number, high: number] | undefined;
const SMALLEST = 2 ** -126;
const LARGEST = 2 ** 126;
const normal = ([low, high]: readonly [number, number]): Interval =>
  (low >= SMALLEST || high <= -SMALLEST || (low === 0 && high === 0)) && Math.max(-low, high) <= LARGEST
    ? [low, high]
    : undefined;
const hull = (values: readonly number[]): [number, number] => [Math.min(...values), Math.max(...values)];
const rounded = (values: readonly number[]): Interval => normal(hull(values.map(fround)));
/** A unit in the last place of float32 at a real number other than 0. */
const unit = (value: number): number => 2 ** (Math.floor(Math.log2(Math.abs(value))) - 23);
const widened = ([low, high]: readonly [number, number], units: number): Interval =>
  normal([low - units * unit(low), high + units * unit(high)]);

const products = ([a, b]: readonly [number, number], [c, d]: readonly [number, number]): number[] => [
  a * c,
  a * d,
  b * c,
  b * d,
];
const quotient = ([a, b]: readonly [number, number], [c, d]: readonly [number, number]): Interval =>
  c <= 0 && d >= 0 ? undefined : widened(hull([a / c, a / d, b / c, b / d]), 2.5);
const root = ([low, high]: readonly [number, number]): Interval => {
  const inverse = low > 0 ? widened([1 / Math.sqrt(high), 1 / Math.sqrt(low)], 2) : undefined;
  return inverse && quotient([1, 1], inverse);
};

function operation(op: number, u: Interval, v: Interval, w: Interval): Interval {
  if (!u || !v || !w || isBitOperation(op)) return undefined;
  if (op === SQRT) return root(u);
  if (op === DIVIDE) return quotient(u, v);
  if (op === MULTIPLY) return rounded(products(u, v));
  if (op === ADD) return rounded([u[0] + v[0], u[1] + v[1]]);
  if (op === FMA) {
    const product = rounded(products(u, v));
    return product && rounded([product[0] + w[0], product[1] + w[1]]);
  }
  return rounded([u[0] - v[1], u[1] - v[0]]);
}

/** Where the specifications let the result lie. */
function permitted(program: Program, x: number): Interval {
  const { ops, a, b, c, constants } = program;
  const values: Interval[] = [x, ...constants].map((value) => [fround(value), fround(value)]);
  ops.forEach((op, i) => values.push(operation(op, values[a[i]], values[b[i]], values[c[i]])));
  return values.at(-1);
}

const ROWS = float32Evaluator(Float32Array.from(POINTS));

/** What is wrong with values at the points, and at how many points there was something to say. */
function check(program: Program, values: readonly number[]): { wrong: string[]; judged: number } {
  const exact = !program.ops.some((op) => op === DIVIDE || op === SQRT);
  const expected = ROWS.run(program, 0, POINTS.length);
  const wrong: string[] = [];
  let judged = 0;
  POINTS.forEach((x, j) => {
    const value = values[j];
    const interval = exact ? undefined : permitted(program, x);
    if (exact || interval) judged++;
    const right = interval
      ? value >= interval[0] && value <= interval[1]
      : !exact || Object.is(value, expected[j]);
    if (!right) wrong.push(`${value} at ${x}, not ${interval ? `in [${interval.join(", ")}]` : expected[j]}`);
  });
  return { wrong, judged };
}

/** Values of every program at the points, or why there are none. */
type Values = number[][] | string;
interface Work {
  sources: string[];
  points: number[];
}

/** In the page: a vertex shader, its results by transform feedback. */
function runGlsl({ sources, points }: Work): Values {
  const gl = document.createElement("canvas").getContext("webgl2");
  if (!gl) return "this Chromium gives no WebGL2 context";
  const compile = (type: number, source: string): WebGLShader => {
    const shader = gl.createShader(type)!;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS))
      throw new Error(`${gl.getShaderInfoLog(shader)}${source}`);
    return shader;
  };
  const head = "#version 300 es\nprecision highp float;\n";
  const last = compile(gl.FRAGMENT_SHADER, `${head}void main() {}\n`);
  gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
  gl.bufferData(gl.ARRAY_BUFFER, new Float32Array(points), gl.STATIC_DRAW);
  gl.enableVertexAttribArray(0);
  gl.vertexAttribPointer(0, 1, gl.FLOAT, false, 0, 0);
  gl.bindBufferBase(gl.TRANSFORM_FEEDBACK_BUFFER, 0, gl.createBuffer());
  gl.bufferData(gl.TRANSFORM_FEEDBACK_BUFFER, 4 * points.length, gl.STATIC_READ);
  gl.enable(gl.RASTERIZER_DISCARD);
  return sources.map((source) => {
    const program = gl.createProgram();
    const main =
      "layout(location = 0) in float x;\nout float y;\nvoid main() { gl_Position = vec4(0.0); y = f(x); }\n";
    gl.attachShader(program, compile(gl.VERTEX_SHADER, head + source + main));
    gl.attachShader(program, last);
    gl.transformFeedbackVaryings(program, ["y"], gl.SEPARATE_ATTRIBS);
    gl.linkProgram(program);
    if (!gl.getProgramParameter(program, gl.LINK_STATUS))
      throw new Error(`${gl.getProgramInfoLog(program)}${source}`);
    gl.useProgram(program);
    gl.beginTransformFeedback(gl.POINTS);
    gl.drawArrays(gl.POINTS, 0, points.length);
    gl.endTransformFeedback();
    const values = new Float32Array(points.length);
    gl.getBufferSubData(gl.TRANSFORM_FEEDBACK_BUFFER, 0, values);
    if (gl.getError() !== gl.NO_ERROR) throw new Error(`WebGL failed on ${source}`);
    return Array.from(values);
  });
}

declare const GPUBufferUsage: Readonly<Record<"STORAGE" | "COPY_SRC" | "COPY_DST" | "MAP_READ", number>>;
declare const GPUMapMode: Readonly<Record<"READ", number>>;

/** In the page: a compute shader that overwrites the points. */
async function runWgsl({ sources, points }: Work): Promise<Values> {
  const adapter = await navigator.gpu?.requestAdapter();
  if (!adapter) return "this Chromium gives no WebGPU adapter";
  const device = await adapter.requestDevice();
  const results: number[][] = [];
  for (const source of sources) {
    device.pushErrorScope("validation");
    const size = 4 * points.length;
    const { STORAGE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
    const buffer = device.createBuffer({ size, usage: STORAGE | COPY_SRC | COPY_DST });
    const copy = device.createBuffer({ size, usage: MAP_READ | COPY_DST });
    device.queue.writeBuffer(buffer, 0, new Float32Array(points));
    const main =
      "@group(0) @binding(0) var<storage, read_write> values: array<f32>;\n" +
      "@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) { values[id.x] = f(values[id.x]); }\n";
    const module = device.createShaderModule({ code: source + main });
    const pipeline = device.createComputePipeline({ layout: "auto", compute: { module } });
    const entries = [{ binding: 0, resource: { buffer } }];
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
    pass.dispatchWorkgroups(points.length / 64);
    pass.end();
    encoder.copyBufferToBuffer(buffer, 0, copy, 0, size);
    device.queue.submit([encoder.finish()]);
    const error = await device.popErrorScope();
    if (error) throw new Error(`${error.message}${source}`);
    await copy.mapAsync(GPUMapMode.READ);
    results.push(Array.from(new Float32Array(copy.getMappedRange())));
    buffer.destroy();
    copy.destroy();
  }
  return results;
}

describe.skipIf(!found)("in Chromium", () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    const args =
      "--headless --no-sandbox --disable-quic --no-first-run --disable-background-networking --use-angle=swiftshader --enable-unsafe-swiftshader --enable-unsafe-webgpu --use-webgpu-adapter=swiftshader";
    browser = await chromium.launch({ executablePath, args: args.split(" ") });
    page = await browser.newPage();
    // WebGPU is for pages of a secure origin; this one is answered here.
    await page.route("https://shaders.test/", (route) =>
      route.fulfill({ contentType: "text/html", body: "<!doctype html>" }),
    );
    await page.goto("https://shaders.test/");
  }, 60_000);
  afterAll(() => browser?.close());

  test.for([
    ["GLSL in WebGL2", "glsl", runGlsl],
    ["WGSL in WebGPU", "wgsl", runWgsl],
  ] as const)(
    "%s computes the same bits, and after a quotient or a root what the specifications permit",
    { timeout: 120_000 },
    async ([where, language, run], context) => {
      const sources = PROGRAMS.map(([, program]) => emit(program, language));
      const values: Values = await page.evaluate<Values, Work>(run, { sources, points: POINTS });
      if (typeof values === "string") {
        console.log(`${where} is not tested: ${values}`);
        return context.skip();
      }
      for (const [i, [name, program]] of PROGRAMS.entries()) {
        const checked = check(program, values[i]);
        expect(checked.wrong, name).toEqual([]);
        expect(checked.judged, name).toBeGreaterThan(0.9 * POINTS.length);
      }
    },
  );
});
