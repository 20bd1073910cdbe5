/** An id of Meta's: of an app, Page, account, person, post or lead. As text, for it may be above 2^53. */
export const META_ID = /^\d{1,32}$/;

/** Says whether a text can be an id of Meta's. */
export function isMetaId(text: string): boolean;
export function isMetaId(text: string | undefined): text is string;
export function isMetaId(text: string | undefined): boolean {
  return text !== undefined && META_ID.test(text);
}
