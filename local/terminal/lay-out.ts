import stringWidth from 'fast-string-width';
import { wrapAnsi } from 'fast-wrap-ansi';
import type { Screen } from './screen.ts';
import { joinText, plainText, renderText, type Text } from './text.ts';

/** A text narrower than this beside its label is printed below the label. */
const LEAST_TEXT_COLUMNS = 24;
const BELOW_INDENT = '    ';

/**
 * Formats a text for a screen. On a terminal, wraps each line between words, and indents what follows like the line.
 * Words that are longer than a line, such as URLs, stay whole.
 */
export function layOut(text: Text, screen: Screen): string {
  const rendered = renderText(text, screen.hasColor);
  const { columns } = screen;
  if (columns === undefined) return rendered;
  return rendered
    .split('\n')
    .map((line) => {
      const indent = /^ */.exec(line)?.[0] ?? '';
      return indent + wrapLines(line.slice(indent.length), columns - indent.length).join(`\n${indent}`);
    })
    .join('\n');
}

/** Formats a label and a text beside it. On a terminal, all lines of the text start in the same column. */
export function layOutBeside(label: Text, text: Text, screen: Screen): string {
  const { columns, hasColor } = screen;
  if (columns === undefined) return renderText(joinText(label, text), hasColor);
  const indent = visibleWidth(plainText(label));
  if (indent + visibleWidth(plainText(text)) <= columns) return renderText(joinText(label, text), hasColor);
  const isBelow = columns - indent < LEAST_TEXT_COLUMNS || fitsOnlyBelow(text, columns, indent);
  const margin = isBelow ? BELOW_INDENT : ' '.repeat(indent);
  const lines = renderText(text, hasColor)
    .split('\n')
    .flatMap((line) => wrapLines(line, columns - margin.length));
  const head = renderText(label, hasColor);
  return `${isBelow ? `${head.trimEnd()}\n${margin}` : head}${lines.join(`\n${margin}`)}`;
}

/** Returns whether a word would be broken beside the label, and would not below it. */
function fitsOnlyBelow(text: Text, columns: number, indent: number): boolean {
  const longest = Math.max(...plainText(text).split(/\s/).map(visibleWidth));
  return longest > columns - indent && longest <= columns - BELOW_INDENT.length;
}

/** Splits a line between words so that each part fits. A longer word stays whole. */
export function wrapLines(line: string, columns: number): string[] {
  return wrapAnsi(line, columns).split('\n');
}

/** Returns the number of columns that a text takes. Styles take none. */
export function visibleWidth(text: string): number {
  return stringWidth(text);
}

/** Cuts a plain text at a number of columns. A cut text ends with `…`. */
export function cutText(text: string, columns: number): string {
  if (visibleWidth(text) <= columns) return text;
  let cut = '';
  for (const character of text) {
    if (visibleWidth(cut + character) > columns - 1) break;
    cut += character;
  }
  return `${cut}…`;
}
