import { chosen, readParameters, wantScope, type RouteContext } from './fake-graph-api-call.ts';
import { Refused, refusals } from './fake-graph-api-errors.ts';
import { answerMention, readMention } from './fake-graph-api-mentions.ts';
import { hideComment, readLead, sendMessage } from './fake-graph-api-people.ts';
import type { FakeAccount, FakeSubscription } from './fake-graph-api-state.ts';

type Route = (context: RouteContext) => unknown;

/** Handles a call that passed the checks. Throws {@link Refused}. */
export async function answerCall(context: RouteContext): Promise<unknown> {
  const { method, path } = context.call;
  const [node = '', edge] = path;
  if (path.length > 2) throw new Refused(refusals.path(`/${path.join('/')}`));
  const routes = edge === undefined ? nodeRoutes(node) : EDGES.get(edge);
  if (!routes) throw new Refused(refusals.path(`/${String(edge)}`));
  const route = routes[method];
  if (!route) throw new Refused(refusals.method(method));
  return await route(context);
}

const EDGES: ReadonlyMap<string, Readonly<Record<string, Route>>> = new Map<string, Readonly<Record<string, Route>>>([
  ['subscriptions', { GET: listSubscriptions, POST: addSubscription, DELETE: removeSubscription }],
  ['subscribed_apps', { GET: listSubscribedApps, POST: subscribe, DELETE: unsubscribe }],
  ['accounts', { GET: listAccounts }],
  ['mentions', { POST: answerMention }],
  ['messages', { POST: sendMessage }],
]);

function nodeRoutes(node: string): Readonly<Record<string, Route>> {
  return node === 'debug_token' ? { GET: debugToken } : { GET: readNode, POST: hideComment };
}

/** Returns one page of a list with Meta's links: `next` contains the token. */
function paged(context: RouteContext, all: readonly unknown[]): unknown {
  const { state, call, baseUrl } = context;
  const from = Number(Buffer.from(call.parameters.get('after') ?? '', 'base64').toString() || 0);
  const data = all.slice(from, from + state.pageSize);
  const after = Buffer.from(String(from + data.length)).toString('base64');
  const next = `${baseUrl}/v26.0/${call.path.join('/')}?access_token=${call.caller.token?.token ?? `${call.caller.app.id}|${call.caller.app.secret}`}&after=${after}`;
  const more = from + data.length < all.length;
  return {
    data,
    ...(data.length === 0 ? {} : { paging: { cursors: { before: 'MA==', after }, ...(more ? { next } : {}) } }),
  };
}

// ── /{app-id}/subscriptions ──

function ownSubscriptions({ call }: RouteContext): Map<string, FakeSubscription> {
  if (call.caller.token) throw new Refused(refusals.appTokenWanted());
  if (call.path[0] !== call.caller.app.id) throw new Refused(refusals.object(call.method, call.path[0] ?? ''));
  return call.caller.app.subscriptions;
}

function listSubscriptions(context: RouteContext): unknown {
  readParameters(context, { optional: ['after'] });
  const all = [...ownSubscriptions(context)].map(([object, { callbackUrl, active, fields }]) => ({
    object,
    callback_url: callbackUrl,
    active,
    fields: [...fields].map((name) => ({ name, version: 'v26.0' })),
  }));
  return paged(context, all);
}

async function addSubscription(context: RouteContext): Promise<unknown> {
  const of = readParameters(context, {
    required: ['object', 'callback_url', 'fields', 'verify_token'],
    optional: ['include_values', 'include_client_certificate'],
  });
  const subscriptions = ownSubscriptions(context);
  if (of('object') === 'instagram') throw new Refused(refusals.dashboardOnly());
  const refused = await context.playChallenge(of('callback_url'), of('verify_token'));
  if (refused) throw new Refused(refused);
  const before = subscriptions.get(of('object'))?.fields ?? [];
  subscriptions.set(of('object'), {
    callbackUrl: of('callback_url'),
    active: true,
    includeValues: of('include_values') === 'true',
    ...(of('include_client_certificate') === 'true' && { includeClientCertificate: true }),
    fields: new Set([...before, ...of('fields').split(',')]),
  });
  return { success: true };
}

function removeSubscription(context: RouteContext): unknown {
  const of = readParameters(context, { optional: ['object', 'fields'] });
  const subscriptions = ownSubscriptions(context);
  const found = subscriptions.get(of('object'));
  if (of('object') === '') subscriptions.clear();
  for (const field of of('fields').split(',')) found?.fields.delete(field);
  if (of('fields') === '' || found?.fields.size === 0) subscriptions.delete(of('object'));
  return { success: true };
}

// ── /{account}/subscribed_apps ──

function findAccount({ state, call }: RouteContext): FakeAccount {
  const id = call.path[0] === 'me' ? call.caller.token?.ownerId : call.path[0];
  const account = state.accounts.get(id ?? '');
  if (!account || call.host !== hostOf(account)) throw new Refused(refusals.object(call.method, id ?? ''));
  return account;
}

function hostOf({ kind, isUnified }: FakeAccount): 'facebook' | 'instagram' {
  return kind === 'instagram' && isUnified !== true ? 'instagram' : 'facebook';
}

/**
 * Checks the token of a call: a Page and an account of Instagram Login require their own token, a WABA and an account
 * of Unified Login require a permission.
 */
function mayManage(context: RouteContext): FakeAccount {
  const account = findAccount(context);
  const { token } = context.call.caller;
  if (account.kind === 'waba' || account.isUnified === true) {
    wantScope(context, account.kind === 'waba' ? 'whatsapp_business_management' : 'instagram_basic');
    return account;
  }
  if (token?.ownerId !== account.id)
    throw new Refused(
      account.kind === 'page' ? refusals.pageTokenWanted() : refusals.object(context.call.method, account.id),
    );
  wantScope(context, account.kind === 'page' ? 'pages_manage_metadata' : 'instagram_business_basic');
  return account;
}

function listSubscribedApps(context: RouteContext): unknown {
  readParameters(context, { optional: ['after'] });
  const account = mayManage(context);
  const all = [...account.subscribedApps].map(([id, fields]) => {
    const app = { link: 'https://example.test/app', name: context.state.apps.get(id)?.name ?? 'another', id };
    return account.kind === 'waba'
      ? { whatsapp_business_api_data: app }
      : { ...app, category: 'Business', subscribed_fields: [...fields] };
  });
  return paged(context, all);
}

function subscribe(context: RouteContext): unknown {
  const account = mayManage(context);
  const of = readParameters(context, account.kind === 'waba' ? {} : { required: ['subscribed_fields'] });
  const fields = of('subscribed_fields')
    .split(',')
    .filter((field) => field !== '');
  const wrong = fields.find((field) => !/^[a-z_]+$/.test(field));
  if (wrong !== undefined) throw new Refused(refusals.parameterInvalid('subscribed_fields'));
  account.subscribedApps.set(context.call.caller.app.id, new Set(fields));
  return { success: true };
}

function unsubscribe(context: RouteContext): unknown {
  readParameters(context, {});
  mayManage(context).subscribedApps.delete(context.call.caller.app.id);
  return { success: true };
}

// ── tokens ──

function listAccounts(context: RouteContext): unknown {
  const of = readParameters(context, { required: ['fields'], optional: ['after'] });
  const { token } = context.call.caller;
  if (context.call.path[0] !== 'me' || token?.kind !== 'user')
    throw new Refused(refusals.object('GET', context.call.path[0] ?? ''));
  wantScope(context, 'pages_show_list');
  const pages = [...context.state.accounts.values()].filter(
    ({ kind, managedBy }) => kind === 'page' && managedBy?.includes(token.ownerId),
  );
  return paged(
    context,
    pages.map((page) =>
      chosen(
        of('fields'),
        { id: page.id, name: page.name, tasks: ['MANAGE', 'MODERATE'], access_token: page.pageToken },
        'Page',
      ),
    ),
  );
}

function debugToken(context: RouteContext): unknown {
  const of = readParameters(context, { required: ['input_token'] });
  if (context.call.caller.token) throw new Refused(refusals.appTokenWanted());
  const token = context.state.tokens.get(of('input_token'));
  if (!token)
    return {
      data: { error: { code: 190, message: 'The access token could not be decrypted' }, is_valid: false, scopes: [] },
    };
  const ended = token.endedBySubcode;
  return {
    data: {
      app_id: token.appId,
      type: token.kind.toUpperCase(),
      application: context.state.apps.get(token.appId)?.name,
      ...(token.kind === 'page' ? { profile_id: token.ownerId } : {}),
      ...(ended === undefined
        ? {}
        : { error: { code: 190, message: 'Error validating access token', subcode: ended } }),
      expires_at: 1_800_000_000,
      data_access_expires_at: 0,
      is_valid: ended === undefined,
      scopes: token.scopes,
      granular_scopes: token.scopes.map((scope) => ({ scope })),
      user_id: token.ownerId,
    },
  };
}

// ── nodes ──

function readNode(context: RouteContext): unknown {
  const lead = context.state.people.leads.get(context.call.path[0] ?? '');
  if (lead) return readLead(context, lead);
  const of = readParameters(context, { optional: ['fields'] });
  if (of('fields').includes('mentioned_')) return readMention(context, of('fields'));
  const { token, app } = context.call.caller;
  const [id = ''] = context.call.path;
  if (!['me', token?.ownerId].includes(id)) return readPage(context, of('fields'));
  const me = token ? { id: token.ownerId, name: token.name, username: token.name } : { id: app.id, name: app.name };
  return chosen(of('fields'), me, 'User');
}

/** Returns a Page as the user of a token sees it. */
function readPage({ state, call }: RouteContext, fields: string): unknown {
  const [id = ''] = call.path;
  const page = state.accounts.get(id);
  const { token } = call.caller;
  if (page?.kind !== 'page' || !token || !page.managedBy?.includes(token.ownerId))
    throw new Refused(refusals.object('GET', id));
  return chosen(
    fields,
    { id, name: page.name, access_token: token.scopes.includes('pages_show_list') ? page.pageToken : undefined },
    'Page',
  );
}
