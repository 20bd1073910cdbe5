import { isArray, member, text, textAt, type Json } from '../../json/json.ts';
import { answerUnreadable, GraphError } from './graph-error.ts';

/** Reads a member that the reference promises. @throws GraphError RESPONSE_UNREADABLE */
export function requireText(json: Json, ...path: readonly string[]): string {
  const value = textAt(json, ...path);
  if (value === undefined) throw answerUnreadable(`the answer has no ${path.join('.')}`);
  return value;
}

/** Reads a list of words; what is none is left out. */
export function textsAt(json: Json | undefined, name: string): string[] {
  const list = member(json, name);
  return (isArray(list) ? list : []).map(text).filter((one) => one !== undefined);
}

/** Reads a time in epoch seconds; 0 is Meta's word for never. */
export function timeMsAt(json: Json | undefined, name: string): number | undefined {
  const seconds = Number(textAt(json, name) ?? 0);
  return Number.isSafeInteger(seconds) && seconds > 0 ? seconds * 1000 : undefined;
}

/**
 * Makes sure that a change was made: `{"success": true}`, in an older guide `"true"`.
 * @throws GraphError GRAPH_REFUSED
 */
export function requireSuccess(json: Json): void {
  if (textAt(json, 'success') === 'true') return;
  throw new GraphError({
    code: 'GRAPH_REFUSED',
    hint: 'Meta did not say that it succeeded: look at the present state before trying again',
    outcome: 'unknown',
    retry: 'never',
  });
}
