import { describe, expect, it } from "vitest";
import { printGraph } from "../graph.ts";
import { jit, matmul, random, type Tensor } from "../index.ts";

const product = (a: Tensor, b: Tensor): Tensor => matmul(a, b, { transA: true });

describe("the order of a product", () => {
  const a = random.normal(random.key(0), [5, 2]);
  const b = random.normal(random.key(1), [5, 8]);

  it("puts the wide operand of a weight's gradient on the left", () => {
    expect(printGraph(jit(product).graph(a, b))).toBe(
      [
        "{ lambda v0:float32[5,2] v1:float32[5,8] . let",
        '    v2:float32[8,2] = matmul {"transA":true,"transB":false} v1 v0',
        '    v3:float32[2,8] = transpose {"perm":[1,0]} v2',
        "  in (v3) }",
      ].join("\n"),
    );
    expect(printGraph(jit(product).graph(b, a))).toContain("float32[8,2] = matmul");
    expect(printGraph(jit(product).graph(b, a))).not.toContain("transpose");
  });

  it("changes no value", async () => {
    const [x, y] = [(await a.array()) as number[][], (await b.array()) as number[][]];
    const expected = x[0]!.map((_, i) =>
      y[0]!.map((__, j) => x.reduce((s, row, k) => s + row[i]! * y[k]![j]!, 0)),
    );
    const got = (await (await jit(product)(a, b)).array()) as number[][];
    got.forEach((row, i) => row.forEach((v, j) => expect(v).toBeCloseTo(expected[i]![j]!, 5)));
  });
});
