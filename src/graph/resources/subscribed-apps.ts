import { isObject, member, textAt, type Json } from '../../json/json.ts';
import type { GraphClient } from '../client/client.ts';
import { requestMalformed } from '../client/graph-error.ts';
import { requireSuccess, requireText, textsAt } from '../client/response-reader.ts';

/**
 * An account that can send to apps:
 * - `page`: a Page (its Instagram account sends through it), with its Page token, on graph.facebook.com
 * - `waba`: a WhatsApp Business Account, with a system user's token, on graph.facebook.com; it has no fields
 * - `instagram`: an account of Instagram Login, with its own token, on graph.instagram.com; its id may be `me`
 *
 * @see https://developers.facebook.com/docs/graph-api/reference/page/subscribed_apps
 * @see https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/subscribed_apps
 * @see https://developers.facebook.com/docs/instagram-platform/webhooks#enable-subscriptions
 */
export interface Account {
  readonly kind: 'page' | 'waba' | 'instagram';
  readonly id: string;
}

/** An app that an account sends to. */
export interface SubscribedApp {
  readonly appId: string;
  readonly name?: string | undefined;
  /** What the account sends; undefined for `waba`. A field comes only if the app is subscribed to it as well. */
  readonly fields?: readonly string[] | undefined;
  /** Of `waba`: where messages go instead of the app's callback URL. */
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
 * Has an account send to the app that made the token. What Meta does with fields that were subscribed before and are
 * not named again is not documented: name all that are wanted.
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
        ? 'a WhatsApp account has no fields: they are chosen in the App Dashboard'
        : 'name at least one field',
    );
  }
  const parameters = { subscribed_fields: fields.length === 0 ? undefined : fields };
  // Idempotent: it sets what is to be, so the same again changes nothing.
  requireSuccess(
    await client.send({ method: 'POST', path: [account.id, 'subscribed_apps'], parameters, idempotent: true }),
  );
}

/** Has an account no longer send to the app that made the token. @throws GraphError */
export async function unsubscribeAccount(client: GraphClient, account: Account): Promise<void> {
  requireSuccess(await client.send({ method: 'DELETE', path: [account.id, 'subscribed_apps'] }));
}

/** `{"whatsapp_business_api_data": {"id", "name", "link"}, "override_callback_uri"?}` */
function wabaApp(json: Json): SubscribedApp {
  const app = member(json, 'whatsapp_business_api_data');
  const data = isObject(app) ? app : json;
  return {
    appId: requireText(data, 'id'),
    name: textAt(data, 'name'),
    overrideCallbackUrl: textAt(json, 'override_callback_uri'),
  };
}
