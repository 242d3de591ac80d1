/**
 * @file Compiles fit.as into module.generated.ts, which is committed so that nothing needs a compiler; a test compiles it again and compares.
 *
 * Run: node papers/autonumerics-zero/search/kernel/build.ts
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { argv } from "node:process";
import { pathToFileURL } from "node:url";
import asc from "assemblyscript/asc";

/** The WebAssembly binary of fit.as. @throws Error with the compiler's messages */
export async function compileKernel(): Promise<Uint8Array> {
  const source = await readFile(join(import.meta.dirname, "fit.as"), "utf8");
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    [
      "fit.ts",
      "--outFile",
      "fit.wasm",
      "-O3",
      "--noAssert",
      "--converge",
      "--runtime",
      "stub",
      "--enable",
      "simd",
      "--initialMemory",
      "5",
    ],
    {
      readFile: (name) => (name === "fit.ts" ? source : null),
      writeFile: (name, contents) => {
        if (name === "fit.wasm") binary = contents as Uint8Array;
      },
      listFiles: () => [],
    },
  );
  if (error || !binary)
    throw new Error(`fit.as does not compile, and the compiler says why; correct it.\n${stderr.toString()}`);
  return binary;
}

if (import.meta.url === pathToFileURL(argv[1] ?? "").href) {
  const base64 = Buffer.from(await compileKernel()).toString("base64");
  await writeFile(
    join(import.meta.dirname, "module.generated.ts"),
    `// Compiled from fit.as by build.ts.\nexport const moduleBase64 =\n  "${base64}";\n`,
  );
}
