import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** A hint in the source of the product, with the message beside it. */
export interface FoundHint {
  /** `<file>:<line>`. */
  readonly place: string;
  /** The text, with `…` for each part that is known only at run time. */
  readonly hint: string;
  /** Undefined if the error has no message of its own. */
  readonly message: string | undefined;
}

const ROOT = join(import.meta.dirname, '../../..');
const UNKNOWN = '…';

/**
 * Lists the hints of all errors in folders: `hint: …` in an object, the second argument of `new …Error(…)`, and that of
 * a finding of `doctor`.
 */
export function listHints(folders: readonly string[]): FoundHint[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
    )
    .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'))
    .flatMap((file) => hintsIn(file, readFileSync(join(ROOT, file), 'utf8')));
}

/**
 * Lists the hints in the text of one file.
 * @param file - its name, for {@link FoundHint.place}
 */
export function hintsIn(file: string, text: string): FoundHint[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: FoundHint[] = [];
  const add = (hint: ts.Expression, message: ts.Expression | undefined): void => {
    const line = source.getLineAndCharacterOfPosition(hint.getStart()).line + 1;
    const messages = message ? textsOf(message) : [];
    for (const one of textsOf(hint)) found.push({ place: `${file}:${line}`, hint: one, message: messages[0] });
  };
  const visit = (node: ts.Node): void => {
    const [hint, message] = hintOf(node);
    if (hint) add(hint, message);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

type HintAndMessage = readonly [hint?: ts.Expression | undefined, message?: ts.Expression | undefined];

function hintOf(node: ts.Node): HintAndMessage {
  if (ts.isObjectLiteralExpression(node)) return ofObject(node);
  if (ts.isCallExpression(node)) return ofFinding(node);
  return ts.isNewExpression(node) ? ofError(node) : [];
}

function ofObject(node: ts.ObjectLiteralExpression): HintAndMessage {
  return [memberOf(node, 'hint'), memberOf(node, 'message')];
}

/** The errors of the local run, which have no code: `new SettingError('what is wrong', 'hint')`. */
const WITHOUT_CODE: ReadonlySet<string> = new Set(['SettingError', 'UsageError', 'PortInUseError']);

/** The hint of `new …Error('CODE', 'hint')`, or of an error without a code. */
function ofError({ expression, arguments: given }: ts.NewExpression): HintAndMessage {
  const name = expression.getText();
  const [first, hint] = given ?? [];
  if (WITHOUT_CODE.has(name)) return [hint, first];
  const hasCode = first && ts.isStringLiteralLike(first) && /^[A-Z_0-9]+$/.test(first.text);
  return name.endsWith('Error') && hasCode ? [hint] : [];
}

/** The functions that create a finding of `doctor` to act on: `failed('what is wrong', 'hint')`. */
const FINDINGS: ReadonlySet<string> = new Set(['failed', 'skipped', 'warning']);

function ofFinding({ expression, arguments: [message, hint] }: ts.CallExpression): HintAndMessage {
  return FINDINGS.has(expression.getText()) ? [hint, message] : [];
}

function memberOf(node: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  const member = node.properties.find((one) => one.name?.getText() === name);
  if (member && ts.isShorthandPropertyAssignment(member)) return member.name;
  return member && ts.isPropertyAssignment(member) ? member.initializer : undefined;
}

/** Returns each text that an expression can be; none if it is known only at run time, such as a parameter. */
function textsOf(node: ts.Expression): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isTemplateExpression(node))
    return [node.head.text + node.templateSpans.map((span) => partOf(span.expression) + span.literal.text).join('')];
  if (ts.isConditionalExpression(node)) return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)];
  if (ts.isParenthesizedExpression(node)) return textsOf(node.expression);
  return ts.isBinaryExpression(node) ? textsOfSum(node) : textsOfReference(node);
}

function textsOfSum(node: ts.BinaryExpression): string[] {
  if (node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return [];
  const right = textsOf(node.right);
  return textsOf(node.left).flatMap((left) => (right.length === 0 ? [left + UNKNOWN] : right.map((one) => left + one)));
}

/** Returns a part of a template if it is always the same text. */
function partOf(node: ts.Expression): string {
  const [text = UNKNOWN, ...others] = ts.isIdentifier(node) ? textsOf(node) : [];
  return others.length === 0 ? text : UNKNOWN;
}

/** Returns the value of a constant that is in scope. */
function valuesOf(node: ts.Expression): ts.Expression[] {
  const found: ts.Expression[] = [];
  const visit = (one: ts.Node): void => {
    const isNamed = ts.isVariableDeclaration(one) && one.name.getText() === node.getText();
    if (isNamed && one.initializer && isWithin(node, scopeOf(one))) found.push(one.initializer);
    ts.forEachChild(one, visit);
  };
  visit(node.getSourceFile());
  return found;
}

function scopeOf(node: ts.Node): ts.Node {
  let scope = node.parent;
  while (!ts.isBlock(scope) && !ts.isSourceFile(scope)) scope = scope.parent;
  return scope;
}

function isWithin(node: ts.Node, scope: ts.Node): boolean {
  return node.getStart() >= scope.getStart() && node.end <= scope.end;
}

/** Returns the texts of a constant, of a member of a table, or of each member if its name is known only at run time. */
function textsOfReference(node: ts.Expression): string[] {
  if (ts.isIdentifier(node)) return valuesOf(node).flatMap(textsOf);
  if (ts.isPropertyAccessExpression(node))
    return valuesOf(node.expression).flatMap((table) => textsOfTable(table, node.name.getText()));
  return ts.isElementAccessExpression(node) ? valuesOf(node.expression).flatMap((table) => textsOfTable(table)) : [];
}

/** Returns the texts of a table such as the hints by error code. */
function textsOfTable(node: ts.Expression, name?: string): string[] {
  const table = ts.isAsExpression(node) ? node.expression : node;
  if (!ts.isObjectLiteralExpression(table)) return [];
  return table.properties
    .filter((one) => name === undefined || one.name?.getText() === name)
    .flatMap((one) => (ts.isPropertyAssignment(one) ? textsOf(one.initializer) : []));
}
