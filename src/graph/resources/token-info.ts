import { isArray, member, textAt, type Json } from '../../json/json.ts';
import type { GraphClient } from '../client/client.ts';
import { answerUnreadable } from '../client/graph-error.ts';
import { requireText, textsAt, timeMsAt } from '../client/response-reader.ts';

/** Whose token it is. */
export interface TokenOwner {
  readonly id: string;
  /** A name, or Instagram's user name. */
  readonly name?: string | undefined;
}

/** What Meta knows of a token. @see https://developers.facebook.com/docs/graph-api/reference/debug_token#fields */
export interface TokenInfo {
  readonly valid: boolean;
  readonly appId?: string | undefined;
  readonly application?: string | undefined;
  /** `USER`, `PAGE`, `APP`, `SYSTEM_USER`… */
  readonly type?: string | undefined;
  readonly userId?: string | undefined;
  /** Of a Page's token: the Page. */
  readonly profileId?: string | undefined;
  /** Epoch ms; absent: never. */
  readonly expiresAtMs?: number | undefined;
  /** Until when the app may read the person's data; absent: no end. */
  readonly dataAccessExpiresAtMs?: number | undefined;
  readonly scopes: readonly string[];
  /** Permissions that hold for some objects only, by their ids. */
  readonly granularScopes: readonly { readonly scope: string; readonly targetIds: readonly string[] }[];
  /** Why it is not valid: {@link explain} has the words. */
  readonly graphCode?: number | undefined;
  readonly subcode?: number | undefined;
}

/**
 * Asks whose token the client calls with.
 * @param fields - `id,name` on graph.facebook.com; `id,username` on the two others
 * @throws GraphError
 * @see https://developers.facebook.com/docs/graph-api/reference/user
 */
export async function readTokenOwner(
  client: GraphClient,
  fields: 'id,name' | 'id,username' = 'id,name',
): Promise<TokenOwner> {
  const me = await client.send({ path: ['me'], parameters: { fields } });
  return { id: requireText(me, 'id'), name: textAt(me, 'name') ?? textAt(me, 'username') };
}

/**
 * Has a token examined. It travels in a body: as a batch of one, for Meta takes it as a parameter of a GET only.
 * @param app - with the app access token of the app that made the token; on graph.facebook.com
 * @param token - to be examined: secret
 * @throws GraphError; a token that is not valid is an answer, no error
 */
export async function examineToken(app: GraphClient, token: string): Promise<TokenInfo> {
  const answer = await app.send({
    path: ['debug_token'],
    parameters: { input_token: token },
    secretParameters: ['input_token'],
  });
  const data = member(answer, 'data');
  const valid = member(data, 'is_valid');
  if (data === undefined || typeof valid !== 'boolean') throw answerUnreadable('the answer has no data.is_valid');
  return {
    valid,
    appId: textAt(data, 'app_id'),
    application: textAt(data, 'application'),
    type: textAt(data, 'type'),
    userId: textAt(data, 'user_id'),
    profileId: textAt(data, 'profile_id'),
    expiresAtMs: timeMsAt(data, 'expires_at'),
    dataAccessExpiresAtMs: timeMsAt(data, 'data_access_expires_at'),
    scopes: textsAt(data, 'scopes'),
    granularScopes: readGranularScopes(data),
    graphCode: countAt(data, 'code'),
    subcode: countAt(data, 'subcode'),
  };
}

function readGranularScopes(data: Json): TokenInfo['granularScopes'] {
  const scopes = member(data, 'granular_scopes');
  return (isArray(scopes) ? scopes : []).map((one) => ({
    scope: textAt(one, 'scope') ?? '',
    targetIds: textsAt(one, 'target_ids'),
  }));
}

function countAt(data: Json, name: string): number | undefined {
  const said = textAt(data, 'error', name) ?? '';
  return /^\d{1,9}$/.test(said) ? Number(said) : undefined;
}
