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

/** Lists the hints of all errors in folders: `hint: …` in an object, and the second argument of `new …Error(…)`. */
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
    const [hint, message] = ts.isObjectLiteralExpression(node) ? ofObject(node) : ofError(node);
    if (hint) add(hint, message);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

type HintAndMessage = readonly [hint?: ts.Expression | undefined, message?: ts.Expression | undefined];

function ofObject(node: ts.ObjectLiteralExpression): HintAndMessage {
  return [memberOf(node, 'hint'), memberOf(node, 'message')];
}

/** The hint of `new …Error('CODE', 'hint')`. */
function ofError(node: ts.Node): HintAndMessage {
  if (!ts.isNewExpression(node) || !node.expression.getText().endsWith('Error')) return [];
  const [code, hint] = node.arguments ?? [];
  return code && ts.isStringLiteralLike(code) && /^[A-Z_0-9]+$/.test(code.text) ? [hint] : [];
}

function memberOf(node: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  const member = node.properties.find((one) => one.name?.getText() === name);
  return member && ts.isPropertyAssignment(member) ? member.initializer : undefined;
}

/** Returns each text that an expression can be; none if it is not a text, such as a variable. */
function textsOf(node: ts.Expression): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isTemplateExpression(node))
    return [node.head.text + node.templateSpans.map(({ literal }) => UNKNOWN + literal.text).join('')];
  if (ts.isConditionalExpression(node)) return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)];
  if (ts.isParenthesizedExpression(node)) return textsOf(node.expression);
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return [];
  const right = textsOf(node.right);
  return textsOf(node.left).flatMap((left) => (right.length === 0 ? [left + UNKNOWN] : right.map((one) => left + one)));
}
