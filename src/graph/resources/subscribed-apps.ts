import { isObject, member, textAt, type Json } from '../../json/json.ts';
import type { GraphClient } from '../client/client.ts';
import { requestMalformed } from '../client/graph-error.ts';
import { requireSuccess, requireText, textsAt } from '../client/response-reader.ts';

/**
 * An account that can send to apps:
 * - `page`: a Page (its Instagram account sends through it), with its Page token, on graph.facebook.com
 * - `waba`: a WhatsApp Business Account, with a system user's token, on graph.facebook.com; it has no fields
 * - `instagram`: an account of Instagram Login, with its own token, on graph.instagram.com; its id may be `me`. Or an
 *   account of Unified Login, with a business integration system user token, on graph.facebook.com
 *
 * @see https://developers.facebook.com/docs/graph-api/reference/page/subscribed_apps
 * @see https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/subscribed_apps
 * @see https://developers.facebook.com/documentation/instagram-platform/webhooks/setup
 */
export interface Account {
  readonly kind: 'page' | 'waba' | 'instagram';
  readonly id: string;
}

/** An app that an account sends to. */
export interface SubscribedApp {
  readonly appId: string;
  readonly name?: string | undefined;
  /**
   * Fields that the account sends; undefined for `waba`. Meta sends a field only if the app is also subscribed to it.
   */
  readonly fields?: readonly string[] | undefined;
  /** For `waba`: URL that receives messages instead of the app's callback URL. */
  readonly overrideCallbackUrl?: string | undefined;
}

/** Lists the apps that an account sends to. @throws GraphError */
export async function listSubscribedApps(client: GraphClient, account: Account): Promise<SubscribedApp[]> {
  const found: SubscribedApp[] = [];
  for await (const one of client.list({ path: [account.id, 'subscribed_apps'] })) {
    found.push(
      account.kind === 'waba'
        ? wabaApp(one)
        : { appId: requireText(one, 'id'), name: textAt(one, 'name'), fields: textsAt(one, 'subscribed_fields') },
    );
  }
  return found;
}

/**
 * Subscribes the app that issued the token to an account. Meta does not document whether existing fields stay
 * subscribed, so pass all desired fields.
 * @param fields - at least one for `page` and `instagram`, none for `waba`
 * @throws GraphError
 */
export async function subscribeAccount(
  client: GraphClient,
  account: Account,
  fields: readonly string[],
): Promise<void> {
  if ((account.kind === 'waba') !== (fields.length === 0)) {
    throw requestMalformed(
      account.kind === 'waba'
        ? 'A WhatsApp account has no fields. Choose them in the App Dashboard.'
        : 'The list of fields is empty. Name at least one field.',
    );
  }
  const parameters = { subscribed_fields: fields.length === 0 ? undefined : fields };
  // Idempotent: it sets the desired state, so the same call again changes nothing.
  requireSuccess(
    await client.send({ method: 'POST', path: [account.id, 'subscribed_apps'], parameters, idempotent: true }),
  );
}

/** Unsubscribes the app that issued the token from an account. @throws GraphError */
export async function unsubscribeAccount(client: GraphClient, account: Account): Promise<void> {
  requireSuccess(await client.send({ method: 'DELETE', path: [account.id, 'subscribed_apps'] }));
}

/**
 * Reads an app of a WhatsApp Business Account: `{"whatsapp_business_api_data": {"id", "name", "link"},
 * "override_callback_uri"?}`.
 */
function wabaApp(json: Json): SubscribedApp {
  const app = member(json, 'whatsapp_business_api_data');
  const data = isObject(app) ? app : json;
  return {
    appId: requireText(data, 'id'),
    name: textAt(data, 'name'),
    overrideCallbackUrl: textAt(json, 'override_callback_uri'),
  };
}
