import { OLD_WORDS } from './old-words.ts';

/** One place where an old word stands. */
export interface Finding {
  /** From 1. */
  readonly line: number;
  readonly found: string;
  readonly use: string;
}

/** Links and paths carry other people's spelling. */
const FOREIGN = /https?:\/\/\S+/g;

/**
 * Finds the words that this project no longer uses.
 * @param text - of one file
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
