import { isArray, isObject, member, text, textAt, type Json } from '../../json/json.ts';
import type { GraphClient } from '../client/client.ts';
import { GraphError, requestMalformed } from '../client/graph-error.ts';
import type { GraphRequest } from '../client/http-request.ts';
import { requireSuccess, requireText } from '../client/response-reader.ts';
import { isMetaId } from '../../text/meta-id.ts';

// The types follow https://developers.facebook.com/docs/graph-api/reference/app/subscriptions (v25.0) and
// https://developers.facebook.com/docs/graph-api/webhooks/subscriptions-edge, read 2026-11-22.

/** An app's subscription to one object. An app has at most one per object. */
export interface AppSubscription {
  readonly object: string;
  readonly callbackUrl: string;
  /** False after Meta stopped calling the callback URL. A new POST reactivates it. */
  readonly active: boolean;
  readonly fields: readonly SubscribedField[];
}

/** A field and the version that defines the format of its values. The reference has names only, the guide has both. */
export interface SubscribedField {
  readonly name: string;
  readonly version?: string | undefined;
}

/** A subscription to create or extend. */
export interface DesiredSubscription {
  readonly appId: string;
  readonly object: string;
  readonly fields: readonly string[];
  readonly callbackUrl: string;
  readonly verifyToken: string;
  /** If false, Meta sends only the names of changed fields. */
  readonly includeValues: boolean;
  /**
   * If true, Meta presents its client certificate (mutual TLS). Set it on each call for such a callback URL, because it
   * is not documented whether a call without it keeps it.
   * @default false, which sends nothing
   * @see https://developers.facebook.com/docs/graph-api/webhooks/getting-started#mtls-for-webhooks
   */
  readonly includeClientCertificate?: boolean | undefined;
}

/** Objects whose webhooks Meta does not allow to be configured through the API. */
export const DASHBOARD_ONLY_OBJECTS: ReadonlySet<string> = new Set(['instagram']);

/**
 * Object that the App Dashboard configures under its own product. Meta's reference of the edge does not exclude it, and
 * public clients subscribe to it by API (2026-11), so a call is sent and a rejection names the App Dashboard.
 */
const WHATSAPP = 'whatsapp_business_account';
/** Codes with which Meta rejects the subscription itself. Others concern the token, the callback URL or the network. */
const REJECTIONS: ReadonlySet<string> = new Set(['GRAPH_REFUSED', 'PARAMETER_REFUSED', 'PERMISSION_MISSING']);

/**
 * Returns the app access token, which all calls in this file require.
 * @throws GraphError REQUEST_MALFORMED
 * @see https://developers.facebook.com/docs/facebook-login/guides/access-tokens#apptokens
 */
export function appAccessToken(appId: string, appSecret: string): string {
  if (!isMetaId(appId) || appSecret === '')
    throw requestMalformed('The app id or secret is not valid. Use an id of digits and a secret.');
  return `${appId}|${appSecret}`;
}

/** Lists the subscriptions of an app. @throws GraphError */
export async function listAppSubscriptions(app: GraphClient, appId: string): Promise<AppSubscription[]> {
  const found: AppSubscription[] = [];
  for await (const one of app.list({ path: [appId, 'subscriptions'] })) found.push(toSubscription(one));
  return found;
}

/**
 * Subscribes an app to fields of an object, or changes the callback URL and options. Existing fields stay subscribed.
 * Meta sends its challenge to the callback URL before it responds.
 * @throws GraphError DASHBOARD_ONLY | CALLBACK_REFUSED | …
 */
export async function addAppSubscription(app: GraphClient, desired: DesiredSubscription): Promise<void> {
  refuseDashboardOnly(desired.object);
  const { appId, object, fields, callbackUrl, verifyToken, includeValues, includeClientCertificate } = desired;
  if (fields.length === 0) throw requestMalformed('The list of fields is empty. Name at least one field.');
  const answer = await sendSubscription(app, object, {
    method: 'POST',
    path: [appId, 'subscriptions'],
    parameters: {
      object,
      fields,
      callback_url: callbackUrl,
      verify_token: verifyToken,
      include_values: includeValues,
      include_client_certificate: includeClientCertificate === true ? true : undefined,
    },
    secretParameters: ['verify_token'],
    idempotent: true, // POST adds to the subscription: the same call again changes nothing.
  });
  requireSuccess(answer);
}

/**
 * Removes an app's subscription to an object, or to some of its fields. An object is required: without it, Meta would
 * remove all subscriptions.
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
  if (object === '' || fields?.length === 0)
    throw requestMalformed('The object or the list of fields is empty. Name an object.');
  const request = { method: 'DELETE', path: [appId, 'subscriptions'], parameters: { object, fields } } as const;
  requireSuccess(await sendSubscription(app, object, request));
}

/** Sends a request. If Meta rejects a subscription to WhatsApp, the error says where else to subscribe. */
async function sendSubscription(app: GraphClient, object: string, request: GraphRequest): Promise<Json> {
  try {
    return await app.send(request);
  } catch (error) {
    if (object !== WHATSAPP || !(error instanceof GraphError) || !REJECTIONS.has(error.code)) throw error;
    const { code, outcome, retry, retryAfterMs, facts, metaMessage } = error;
    const hint =
      `Meta rejected the call for ${WHATSAPP}. Check the field names. If they are right, use the App Dashboard: ` +
      `WhatsApp, Configuration, Webhook.`;
    throw new GraphError({ code, hint, outcome, retry, retryAfterMs, facts, metaMessage });
  }
}

function refuseDashboardOnly(object: string): void {
  if (!DASHBOARD_ONLY_OBJECTS.has(object)) return;
  throw new GraphError({
    code: 'DASHBOARD_ONLY',
    hint:
      `You can configure ${object} only in the App Dashboard. Open the product Webhooks, choose the object and ` +
      `subscribe.`,
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
