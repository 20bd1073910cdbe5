/** Matches a Meta id of an app, Page, account, person, post or lead. It is a string, because it may exceed 2^53. */
export const META_ID = /^\d{1,32}$/;

/** Returns whether a text can be a Meta id. */
export function isMetaId(text: string): boolean;
export function isMetaId(text: string | undefined): text is string;
export function isMetaId(text: string | undefined): boolean {
  return text !== undefined && META_ID.test(text);
}
