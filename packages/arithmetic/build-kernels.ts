/**
 * @file Compiles the AssemblyScript kernels into src/kernels/module.generated.ts.
 *
 * The module is committed as text, so that the package needs no compiler and no fetch where it is used, and a test compiles it again to see
 * that text and sources belong together. Run: npm run build:kernels --workspace @working-papers/arithmetic
 */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { resolve } from "node:path";
import { argv } from "node:process";
import asc from "assemblyscript/asc";

const folder = fileURLToPath(new URL("src/kernels/assembly", import.meta.url));
const generated = fileURLToPath(new URL("src/kernels/module.generated.ts", import.meta.url));

/** The WebAssembly binary of src/kernels/assembly. @throws Error with the compiler's messages */
export async function compileKernels(): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    [
      "index.ts",
      "--outFile",
      "module.wasm",
      "-O3",
      "--noAssert",
      "--converge",
      "--runtime",
      "stub",
      "--enable",
      "simd",
    ],
    {
      readFile: (name, base) => readFile(resolve(folder, base, name), "utf8").catch(() => null),
      writeFile: (name, contents) => {
        if (name === "module.wasm") binary = contents as Uint8Array;
      },
      listFiles: () => [],
    },
  );
  if (error || !binary)
    throw new Error(
      `The kernels do not compile, and the compiler says why; correct the sources.\n${stderr.toString()}`,
    );
  return binary;
}

if (import.meta.url === pathToFileURL(argv[1] ?? "").href) {
  const base64 = Buffer.from(await compileKernels()).toString("base64");
  await writeFile(
    generated,
    `// Compiled from ./assembly by build-kernels.ts.\nexport const moduleBase64 =\n  "${base64}";\n`,
  );
}
