import { isArray, member, text, textAt, type Json } from '../../json/json.ts';
import { answerUnreadable, GraphError } from './graph-error.ts';

/** Reads a member that Meta's reference guarantees. @throws GraphError RESPONSE_UNREADABLE */
export function requireText(json: Json, ...path: readonly string[]): string {
  const value = textAt(json, ...path);
  if (value === undefined)
    throw answerUnreadable(`The response has no ${path.join('.')}. Check the version of the Graph API.`);
  return value;
}

/** Reads a list of strings. Other elements are omitted. */
export function textsAt(json: Json | undefined, name: string): string[] {
  const list = member(json, name);
  return (isArray(list) ? list : []).map(text).filter((one) => one !== undefined);
}

/** Reads a time in epoch seconds as ms. Returns undefined for 0, which means never. */
export function timeMsAt(json: Json | undefined, name: string): number | undefined {
  const seconds = Number(textAt(json, name) ?? 0);
  return Number.isSafeInteger(seconds) && seconds > 0 ? seconds * 1000 : undefined;
}

/**
 * Throws unless the response confirms the change: `{"success": true}`, or `"true"` as in an older guide.
 * @throws GraphError GRAPH_REFUSED
 */
export function requireSuccess(json: Json): void {
  if (textAt(json, 'success') === 'true') return;
  throw new GraphError({
    code: 'GRAPH_REFUSED',
    hint: 'Meta did not confirm the change. Check the current state before you try again.',
    outcome: 'unknown',
    retry: 'never',
  });
}
