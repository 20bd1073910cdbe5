import { styleText } from 'node:util';
import { terminalSafeText } from '../../src/text/terminal-safe.ts';

/** A color or a weight. Texts have at most one, so that a wrapped line can end and resume it. */
export type Style = 'bold' | 'cyan' | 'dim' | 'green' | 'red' | 'yellow';

/** A text with a style. */
export interface Span {
  readonly text: string;
  readonly style: Style;
}

/**
 * Text for people. Only spans have a style: a plain string cannot contain one, because control characters in it become
 * `?` when it is printed.
 */
export type Text = string | Span | readonly (string | Span)[];

export const bold = (text: string): Span => ({ text, style: 'bold' });
export const cyan = (text: string): Span => ({ text, style: 'cyan' });
export const dim = (text: string): Span => ({ text, style: 'dim' });
export const green = (text: string): Span => ({ text, style: 'green' });
export const red = (text: string): Span => ({ text, style: 'red' });
export const yellow = (text: string): Span => ({ text, style: 'yellow' });

/** Joins texts, for example a colored word and a sentence. */
export function joinText(...texts: readonly Text[]): Text {
  return texts.flatMap(toParts);
}

/** Returns the text without its styles. */
export function plainText(text: Text): string {
  return toParts(text)
    .map((part) => (typeof part === 'string' ? part : part.text))
    .join('');
}

/** Returns what a terminal shows: each part made safe, then with its style. */
export function renderText(text: Text, hasColor: boolean): string {
  return toParts(text)
    .map((part) => {
      if (typeof part === 'string') return terminalSafeText(part);
      const safe = terminalSafeText(part.text);
      return hasColor && safe !== '' ? styleText(part.style, safe, { validateStream: false }) : safe;
    })
    .join('');
}

function toParts(text: Text): readonly (string | Span)[] {
  if (typeof text === 'string' || 'style' in text) return [text];
  return text;
}
