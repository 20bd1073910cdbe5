import { OLD_WORDS } from './old-words.ts';

/** One occurrence of a replaced word. */
export interface Finding {
  /** Line number, starting at 1. */
  readonly line: number;
  readonly found: string;
  readonly use: string;
}

/** Matches URLs, whose words are not ours. */
const FOREIGN = /https?:\/\/\S+/g;

/**
 * Finds the words that this project has replaced.
 * @param text - content of one file
 */
export function findOldWords(text: string): Finding[] {
  return text.split('\n').flatMap((line, at) => {
    const ours = line.replace(FOREIGN, '');
    return OLD_WORDS.flatMap(({ pattern, use }) => {
      const found = pattern.exec(ours)?.[0];
      return found === undefined ? [] : [{ line: at + 1, found, use }];
    });
  });
}
