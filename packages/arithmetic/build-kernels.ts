/**
 * @file Compiles the AssemblyScript kernels into src/kernels/module.generated.ts.
 *
 * There are two modules: an engine refuses one with instructions that it lacks, so what needs relaxed SIMD stands apart. Each is committed as text, so that the package needs no compiler and no fetch where it is used, and a test compiles it again to see
 * that text and sources belong together. Run: npm run build:kernels --workspace @working-papers/arithmetic
 */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { resolve } from "node:path";
import { argv } from "node:process";
import asc from "assemblyscript/asc";

const folder = fileURLToPath(new URL("src/kernels/assembly", import.meta.url));
const generated = fileURLToPath(new URL("src/kernels/module.generated.ts", import.meta.url));

/** The modules: the file with their entry points and the features beyond WebAssembly 1.0 that they need. */
export const modules = {
  moduleBase64: { entry: "index.ts", features: ["simd"] },
  relaxedModuleBase64: { entry: "relaxed.ts", features: ["simd", "relaxed-simd"] },
} as const;

/** A module as base64. @throws Error with the compiler's messages */
export async function compileKernels(name: keyof typeof modules): Promise<string> {
  const { entry, features } = modules[name];
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    [
      entry,
      "--outFile",
      "module.wasm",
      "-O3",
      "--noAssert",
      "--converge",
      "--runtime",
      "stub",
      ...features.flatMap((feature) => ["--enable", feature]),
    ],
    {
      readFile: (file, base) =>
        readFile(resolve(folder, base, file), "utf8").then(
          // A decorator of a function is AssemblyScript only, so that other tools refuse it: in the sources it is a comment.
          (text) => text.replaceAll("\n// @inline\n", "\n@inline\n"),
          () => null,
        ),
      writeFile: (file, contents) => {
        if (file === "module.wasm") binary = contents as Uint8Array;
      },
      listFiles: () => [],
    },
  );
  if (error || !binary)
    throw new Error(
      `The kernels do not compile, and the compiler says why; correct the sources.\n${stderr.toString()}`,
    );
  return Buffer.from(binary).toString("base64");
}

if (import.meta.url === pathToFileURL(argv[1] ?? "").href) {
  const lines = ["// Compiled from ./assembly by build-kernels.ts."];
  for (const name of Object.keys(modules) as (keyof typeof modules)[])
    lines.push(`export const ${name} =`, `  "${await compileKernels(name)}";`);
  await writeFile(generated, `${lines.join("\n")}\n`);
}
