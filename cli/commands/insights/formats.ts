/** The formats of `--format`. */
export const FORMATS = ['csv', 'jsonl'] as const;

/** One of {@link FORMATS}. */
export type Format = (typeof FORMATS)[number];
