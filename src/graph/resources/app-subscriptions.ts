import { isArray, isObject, member, text, textAt, type Json } from '../../json/json.ts';
import type { GraphClient } from '../client/client.ts';
import { GraphError, requestMalformed } from '../client/graph-error.ts';
import { requireSuccess, requireText } from '../client/response-reader.ts';
import { isMetaId } from '../../text/meta-id.ts';

// Source of all shapes: https://developers.facebook.com/docs/graph-api/reference/app/subscriptions (v25.0) and
// https://developers.facebook.com/docs/graph-api/webhooks/subscriptions-edge, read 2026-11-22.

/** An app's subscription to one object; there is at most one an object. */
export interface AppSubscription {
  readonly object: string;
  readonly callbackUrl: string;
  /** False once Meta gave up on the callback URL; a new POST wakes it up. */
  readonly active: boolean;
  readonly fields: readonly SubscribedField[];
}

/** A field, and the version in whose shape its values come (the reference shows names only, the guide both). */
export interface SubscribedField {
  readonly name: string;
  readonly version?: string | undefined;
}

/** What to subscribe to. */
export interface DesiredSubscription {
  readonly appId: string;
  readonly object: string;
  readonly fields: readonly string[];
  readonly callbackUrl: string;
  readonly verifyToken: string;
  /** False: only names of changed fields come. */
  readonly includeValues: boolean;
}

/** Objects whose webhooks Meta lets nobody configure by API. */
export const DASHBOARD_ONLY_OBJECTS: ReadonlySet<string> = new Set(['instagram', 'whatsapp_business_account']);

/**
 * The token of an app: all calls of this file want it. @see
 * https://developers.facebook.com/docs/facebook-login/guides/access-tokens#apptokens
 */
export function appAccessToken(appId: string, appSecret: string): string {
  if (!isMetaId(appId) || appSecret === '') throw requestMalformed('an app has an id of digits, and a secret');
  return `${appId}|${appSecret}`;
}

/** Lists what an app is subscribed to. @throws GraphError */
export async function listAppSubscriptions(app: GraphClient, appId: string): Promise<AppSubscription[]> {
  const found: AppSubscription[] = [];
  for await (const one of app.list({ path: [appId, 'subscriptions'] })) found.push(toSubscription(one));
  return found;
}

/**
 * Subscribes an app to fields of an object, or changes where and how they come. Fields that are subscribed already
 * stay. Meta plays its challenge to the callback URL before it answers.
 * @throws GraphError DASHBOARD_ONLY | CALLBACK_REFUSED | …
 */
export async function addAppSubscription(app: GraphClient, desired: DesiredSubscription): Promise<void> {
  refuseDashboardOnly(desired.object);
  const { appId, object, fields, callbackUrl, verifyToken, includeValues } = desired;
  if (fields.length === 0) throw requestMalformed('name at least one field');
  const answer = await app.send({
    method: 'POST',
    path: [appId, 'subscriptions'],
    parameters: { object, fields, callback_url: callbackUrl, verify_token: verifyToken, include_values: includeValues },
    secretParameters: ['verify_token'],
    idempotent: true, // it amends: the same again changes nothing
  });
  requireSuccess(answer);
}

/**
 * Ends an app's subscription to an object, or to some of its fields. (Meta would take a call without an object, and end
 * all subscriptions; this function does not.)
 * @throws GraphError DASHBOARD_ONLY | …
 */
export async function removeAppSubscription(
  app: GraphClient,
  {
    appId,
    object,
    fields,
  }: { readonly appId: string; readonly object: string; readonly fields?: readonly string[] | undefined },
): Promise<void> {
  refuseDashboardOnly(object);
  if (object === '' || fields?.length === 0) throw requestMalformed('name an object, and at least one field if any');
  requireSuccess(await app.send({ method: 'DELETE', path: [appId, 'subscriptions'], parameters: { object, fields } }));
}

function refuseDashboardOnly(object: string): void {
  if (!DASHBOARD_ONLY_OBJECTS.has(object)) return;
  throw new GraphError({
    code: 'DASHBOARD_ONLY',
    hint:
      `Meta lets ${object} be configured in the App Dashboard only: product Webhooks (or Instagram, WhatsApp: ` +
      `Configuration), choose the object, subscribe`,
    outcome: 'not-done',
    retry: 'never',
  });
}

function toSubscription(json: Json): AppSubscription {
  const fields = member(json, 'fields');
  return {
    object: requireText(json, 'object'),
    callbackUrl: textAt(json, 'callback_url') ?? '',
    active: member(json, 'active') === true,
    fields: (isArray(fields) ? fields : []).map(getField).filter(({ name }) => name !== ''),
  };
}

function getField(json: Json): SubscribedField {
  return isObject(json)
    ? { name: textAt(json, 'name') ?? '', version: textAt(json, 'version') }
    : { name: text(json) ?? '' };
}
