import type { Screen } from '../../local/terminal/screen.ts';
import { dim, green, red, yellow, type Span } from '../../local/terminal/text.ts';

/** Whether something is as it should be. */
export type Level = 'good' | 'attention' | 'bad' | 'none';

const LOOKS = {
  good: { symbol: '✔', paint: green },
  attention: { symbol: '!', paint: yellow },
  bad: { symbol: '✘', paint: red },
  none: { symbol: '-', paint: dim },
} as const;

/** Formats a status word in its color, on a terminal with a symbol before it. */
export function formatStatus(word: string, level: Level, { isTerminal }: Pick<Screen, 'isTerminal'>): Span {
  const { symbol, paint } = LOOKS[level];
  return paint(isTerminal ? `${symbol} ${word}` : word);
}

/** Formats a word in the color of a level, without a symbol. */
export function paintLevel(word: string, level: Level): Span {
  return LOOKS[level].paint(word);
}

/** Returns the level of an HTTP status: 2xx is good. */
export function levelOfHttpStatus(status: number): Level {
  return status >= 200 && status < 300 ? 'good' : 'bad';
}
