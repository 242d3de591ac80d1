/**
 * @file Code in Markdown files that imports something is complete: it type-checks as it stands, so a reader may copy it.
 */
import { readFileSync, globSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const files = globSync("{*,docs/*,{apps,packages,papers}/**/*}.md", {
  cwd: root,
  exclude: (name) => name.endsWith("node_modules"),
});

/** By the path that a sample would have as a file beside its text. */
const samples = new Map(
  files
    .toSorted()
    .flatMap((file) =>
      [...readFileSync(join(root, file), "utf8").matchAll(/^```ts\n(import .*?)^```/gms)].map(
        ([, code], i) => [join(root, `${file}.sample${i + 1}.ts`), code] as const,
      ),
    ),
);

test("samples are found where the packages and papers are explained", () => {
  const explained = ["README.md", "packages/tensor/README.md", "papers/l-mul/README.md"];
  expect([...samples.keys()]).toEqual(
    expect.arrayContaining(explained.map((file) => join(root, `${file}.sample1.ts`))),
  );
});

test("the samples of all texts type-check", () => {
  const { config } = ts.readConfigFile(join(root, "tsconfig.base.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => samples.has(path) || fileExists(path);
  host.readFile = (path) => samples.get(path) ?? readFile(path);
  host.getSourceFile = (path, language, ...rest) =>
    samples.has(path)
      ? ts.createSourceFile(path, samples.get(path)!, language)
      : getSourceFile(path, language, ...rest);
  const program = ts.createProgram([...samples.keys()], { ...options, noUnusedLocals: false }, host);
  const complaints = [...samples.keys()].flatMap((path) => {
    const source = program.getSourceFile(path)!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      (complaint) => ts.formatDiagnostic(complaint, host),
    );
  });
  expect(complaints).toEqual([]);
});
