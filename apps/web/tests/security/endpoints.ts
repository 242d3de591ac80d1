/**
 * @file Every endpoint of the site that may change something, found in its sources: the actions of forms (`+page.server.ts`) and the methods of `+server.ts`. So that
 * one that is added without saying who may use it is noticed.
 */
import { glob, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import ts from "typescript";

const source = join(import.meta.dirname, "../../src");
const CHANGING = new Set(["POST", "PUT", "PATCH", "DELETE", "fallback"]);

/** `/submit ?/withdraw`, `/subscribe ?/default`, `/vote POST`; sorted. */
export async function endpoints(): Promise<string[]> {
  const found: string[] = [];
  for await (const file of glob("routes/**/+{page.server,server}.ts", { cwd: source })) {
    const route = `/${dirname(file).replace(/^routes\/?/, "")}`;
    const tree = await parsed(join(source, file));
    if (file.endsWith("+server.ts"))
      found.push(...exported(tree).flatMap(({ name }) => (CHANGING.has(name) ? [`${route} ${name}`] : [])));
    else {
      const actions = exported(tree).find(({ name }) => name === "actions");
      if (actions) found.push(...(await keysOf(actions.value, tree)).map((name) => `${route} ?/${name}`));
    }
  }
  return found.sort();
}

interface Exported {
  name: string;
  value: ts.Expression | undefined;
}

async function parsed(path: string): Promise<ts.SourceFile> {
  return ts.createSourceFile(path, await readFile(path, "utf8"), ts.ScriptTarget.Latest, true);
}

/** What a module exports under a name of its own; an export that cannot be read here is an error, not nothing. */
function exported(tree: ts.SourceFile): Exported[] {
  return tree.statements.flatMap((statement): Exported[] => {
    if (ts.isExportDeclaration(statement) || ts.isExportAssignment(statement))
      throw new Error(`${tree.fileName} exports in a way that is not looked through: ${statement.getText()}`);
    const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
    if (!modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
    if (ts.isFunctionDeclaration(statement)) return [{ name: statement.name!.text, value: undefined }];
    if (!ts.isVariableStatement(statement)) return [];
    return statement.declarationList.declarations.flatMap(({ name, initializer }) =>
      ts.isIdentifier(name)
        ? [{ name: name.text, value: initializer }]
        : name.elements.flatMap((one) =>
            ts.isBindingElement(one) && ts.isIdentifier(one.name)
              ? [{ name: one.name.text, value: undefined }]
              : [],
          ),
    );
  });
}

/** The keys of an object, also of one that stands in another module. */
async function keysOf(value: ts.Expression | undefined, tree: ts.SourceFile): Promise<string[]> {
  if (value && (ts.isSatisfiesExpression(value) || ts.isAsExpression(value)))
    return keysOf(value.expression, tree);
  if (value && ts.isObjectLiteralExpression(value))
    return value.properties.map((property) => {
      if (property.name && ts.isIdentifier(property.name)) return property.name.text;
      throw new Error(`${tree.fileName} has an action without a plain name: ${property.getText()}`);
    });
  if (value && ts.isIdentifier(value)) {
    const module = await parsed(pathOf(value.text, tree));
    return keysOf(exported(module).find(({ name }) => name === value.text)?.value, module);
  }
  throw new Error(`The actions of ${tree.fileName} are not an object that can be read.`);
}

/** Where an imported name stands. */
function pathOf(name: string, tree: ts.SourceFile): string {
  for (const statement of tree.statements) {
    if (!ts.isImportDeclaration(statement)) continue;
    const bindings = statement.importClause?.namedBindings;
    if (!bindings || !ts.isNamedImports(bindings)) continue;
    if (!bindings.elements.some((one) => one.name.text === name)) continue;
    const from = (statement.moduleSpecifier as ts.StringLiteral).text;
    return from.startsWith("#lib/") ? join(source, "lib", from.slice(5)) : join(dirname(tree.fileName), from);
  }
  throw new Error(`${tree.fileName} does not import ${name}.`);
}
