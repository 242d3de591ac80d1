import { describe, expect, test } from "vitest";
import { compileKernels } from "../../build-kernels.ts";
import { moduleBase64, relaxedModuleBase64 } from "./module.generated.ts";

describe.each([
  ["moduleBase64", moduleBase64],
  ["relaxedModuleBase64", relaxedModuleBase64],
] as const)("the committed %s", (name, base64) => {
  test("is what the AssemblyScript sources compile to", async () => {
    expect(await compileKernels(name)).toBe(base64);
  });

  test("asks its host for nothing", () => {
    expect(WebAssembly.Module.imports(new WebAssembly.Module(Buffer.from(base64, "base64")))).toEqual([]);
  });
});
