import { expect, test } from "vitest";
import { compileKernels } from "../../build-kernels.ts";
import { moduleBase64 } from "./module.generated.ts";

test("the committed module is what the AssemblyScript sources compile to", async () => {
  expect(Buffer.from(await compileKernels()).toString("base64")).toBe(moduleBase64);
});

test("the module asks its host for nothing", () => {
  expect(WebAssembly.Module.imports(new WebAssembly.Module(Buffer.from(moduleBase64, "base64")))).toEqual([]);
});
