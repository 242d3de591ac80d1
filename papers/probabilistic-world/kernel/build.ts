/**
 * @file Compiles lattice.as into module.generated.ts. Run: node papers/probabilistic-world/kernel/build.ts
 *
 * The module is committed as text, so that no compiler and no fetch is needed where it is used; a test compiles it again to see that text and
 * source belong together. The source is AssemblyScript, which TypeScript's own tools would misread: hence its extension.
 */
import { readFile, writeFile } from "node:fs/promises";
import { argv } from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import asc from "assemblyscript/asc";

const source = fileURLToPath(new URL("lattice.as", import.meta.url));
const generated = fileURLToPath(new URL("module.generated.ts", import.meta.url));

/** The module as base64. @throws Error with the compiler's messages */
export async function compileKernel(): Promise<string> {
  let binary: Uint8Array | undefined;
  const flags = ["-O3", "--noAssert", "--converge", "--runtime", "stub", "--enable", "simd"];
  const { error, stderr } = await asc.main(["lattice.ts", "--outFile", "module.wasm", ...flags], {
    readFile: (file) => (file === "lattice.ts" ? readFile(source, "utf8") : Promise.resolve(null)),
    writeFile: (file, contents) => {
      if (file === "module.wasm") binary = contents as Uint8Array;
    },
    listFiles: () => [],
  });
  if (error || !binary)
    throw new Error(
      `lattice.as does not compile, and the compiler says why; correct it.\n${stderr.toString()}`,
    );
  return Buffer.from(binary).toString("base64");
}

if (import.meta.url === pathToFileURL(argv[1] ?? "").href)
  await writeFile(
    generated,
    `// Compiled from lattice.as by build.ts.\nexport const moduleBase64 =\n  "${await compileKernel()}";\n`,
  );
