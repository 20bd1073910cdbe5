import { isArray, member, textAt, type Json } from '../../json/json.ts';
import type { GraphClient } from '../client/client.ts';
import { answerUnreadable } from '../client/graph-error.ts';
import { requireText, textsAt, timeMsAt } from '../client/response-reader.ts';

/** Owner of a token. */
export interface TokenOwner {
  readonly id: string;
  /** Name, or user name on Instagram. */
  readonly name?: string | undefined;
}

/** Meta's data about a token. @see https://developers.facebook.com/docs/graph-api/reference/debug_token#fields */
export interface TokenInfo {
  readonly valid: boolean;
  readonly appId?: string | undefined;
  readonly application?: string | undefined;
  /** Type of the token, such as `USER`, `PAGE`, `APP` or `SYSTEM_USER`. */
  readonly type?: string | undefined;
  readonly userId?: string | undefined;
  /** Id of the Page, for a Page's token. */
  readonly profileId?: string | undefined;
  /** Expiration in epoch ms; absent if the token does not expire. */
  readonly expiresAtMs?: number | undefined;
  /** End of the app's access to the user's data, in epoch ms; absent if it has no end. */
  readonly dataAccessExpiresAtMs?: number | undefined;
  readonly scopes: readonly string[];
  /** Permissions that apply only to some objects, with the ids of these objects. */
  readonly granularScopes: readonly { readonly scope: string; readonly targetIds: readonly string[] }[];
  /** Error code of an invalid token, see {@link explain}. */
  readonly graphCode?: number | undefined;
  readonly subcode?: number | undefined;
}

/**
 * Reads the owner of the client's token.
 * @param fields - `id,name` on graph.facebook.com; `id,username` on the other hosts
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
 * Inspects a token. The token is sent in the body of a batch of one request, because Meta accepts it only as a
 * parameter of a GET.
 * @param app - with the app access token of the app that issued the token, on graph.facebook.com
 * @param token - the token to inspect, a secret
 * @throws GraphError; an invalid token is a result and does not throw
 */
export async function examineToken(app: GraphClient, token: string): Promise<TokenInfo> {
  const answer = await app.send({
    path: ['debug_token'],
    parameters: { input_token: token },
    secretParameters: ['input_token'],
  });
  const data = member(answer, 'data');
  const valid = member(data, 'is_valid');
  if (data === undefined || typeof valid !== 'boolean')
    throw answerUnreadable('The response has no data.is_valid. Check the version of the Graph API.');
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
