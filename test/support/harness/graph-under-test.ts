import {
  createGraphClient,
  type GraphClient,
  type GraphOptions,
  type GraphPorts,
} from '../../../src/graph/client/client.ts';
import { GraphError } from '../../../src/graph/client/graph-error.ts';
import { startFakeGraphApi, type FakeGraphApi } from '../fakes/fake-graph-api.ts';
import type { FakeToken } from '../fakes/fake-graph-api-state.ts';

/** Ids of the objects in the fake. */
export const IDS = {
  app: '188559381496048',
  otherApp: '188559381496049',
  page: '1755847768034402',
  waba: '102290129340398',
  /** Instagram account that is linked to the Page. The next ones are accounts of Instagram Login and Unified Login. */
  igLinked: '17841405309211844',
  igLogin: '17841405822304914',
  igUnified: '17841405822304915',
} as const;

/** User name of the linked Instagram account in {@link IDS}. */
export const USERNAME = 'metricsaurus';

/** All secrets of the fake. None of them may occur in any output. */
export const SECRETS = {
  appSecret: 'planted0app0secret0a1b2c3d4e5f60',
  otherSecret: 'planted1other1secret1a1b2c3d4e5',
  user: 'EAAplantedUserTokenQWERTYUIOPasdfgh',
  page: 'EAAplantedPageTokenQWERTYUIOPasdfgh',
  system: 'EAAplantedSystemTokenQWERTYUIOPasd',
  instagram: 'IGAAplantedInstagramTokenQWERTYUIOP',
  verifyToken: 'planted-verify-token-7f3d9a',
} as const;

const SCOPES: Readonly<Record<'user' | 'page' | 'system' | 'instagram', readonly string[]>> = {
  user: ['pages_show_list', 'pages_manage_metadata', 'instagram_basic', 'instagram_manage_comments'],
  page: ['pages_manage_metadata', 'instagram_basic', 'instagram_manage_comments'],
  system: ['whatsapp_business_management', 'instagram_basic', 'instagram_manage_comments'],
  instagram: ['instagram_business_basic', 'instagram_business_manage_comments'],
};

/** Starts the fake with two apps, a token of each kind, and an account of each kind. */
export async function startGraphWorld(): Promise<FakeGraphApi> {
  const fake = await startFakeGraphApi();
  fillGraphWorld(fake);
  return fake;
}

/** Restores the initial state. */
export function fillGraphWorld({ state }: FakeGraphApi): void {
  for (const part of [state.apps, state.tokens, state.accounts, state.answeredAtMs]) part.clear();
  for (const list of [state.mentions, state.mentionAnswers, state.comments]) list.length = 0;
  state.usernames.set(IDS.igLinked, USERNAME);
  state.repliesOfComments = false;
  state.pageSize = 25;
  for (const part of [state.people.leads, state.people.comments, state.people.closedWindows]) part.clear();
  state.people.messages.length = 0;
  state.apps.set(IDS.app, {
    id: IDS.app,
    secret: SECRETS.appSecret,
    name: 'Receiver',
    requireProof: true,
    subscriptions: new Map(),
  });
  state.apps.set(IDS.otherApp, {
    id: IDS.otherApp,
    secret: SECRETS.otherSecret,
    name: 'Other',
    requireProof: false,
    subscriptions: new Map(),
  });
  const add = (kind: FakeToken['kind'], ownerId: string): void => {
    state.tokens.set(SECRETS[kind], {
      token: SECRETS[kind],
      name: `the ${kind}`,
      kind,
      appId: IDS.app,
      ownerId,
      scopes: SCOPES[kind],
    });
  };
  add('user', '10201978818232600');
  add('page', IDS.page);
  add('system', '10201978818232601');
  add('instagram', IDS.igLogin);
  state.accounts.set(IDS.page, {
    kind: 'page',
    id: IDS.page,
    name: 'A Page',
    subscribedApps: new Map(),
    pageToken: SECRETS.page,
    managedBy: ['10201978818232600'],
  });
  state.accounts.set(IDS.waba, { kind: 'waba', id: IDS.waba, name: 'A WABA', subscribedApps: new Map() });
  state.accounts.set(IDS.igLogin, {
    kind: 'instagram',
    id: IDS.igLogin,
    name: 'An account',
    subscribedApps: new Map(),
  });
  state.accounts.set(IDS.igUnified, {
    kind: 'instagram',
    isUnified: true,
    id: IDS.igUnified,
    name: 'Another account',
    subscribedApps: new Map(),
  });
}

/** Grants the Page's token the permissions to read leads, send messages and hide comments. */
export function letPageServePeople({ state }: FakeGraphApi): void {
  const token = state.tokens.get(SECRETS.page)!;
  state.tokens.set(token.token, {
    ...token,
    scopes: [...token.scopes, 'leads_retrieval', 'pages_messaging', 'pages_manage_engagement'],
  });
}

/** Clock and random numbers that a test controls. A pause only advances the clock. */
export interface GraphTestPorts extends GraphPorts {
  readonly pauses: number[];
  /** Arguments of `abortAfter`. */
  readonly timeouts: number[];
  /** Makes the current attempt time out. */
  timeOut(): void;
}

/** @param chance - value that `random` returns */
export function graphTestPorts(chance = 0.5): GraphTestPorts {
  let nowMs = Date.parse('2026-11-22T12:00:00Z');
  let running = new AbortController();
  const pauses: number[] = [];
  const timeouts: number[] = [];
  return {
    fetch,
    now: () => nowMs,
    random: () => chance,
    pause: (ms, signal) => {
      signal?.throwIfAborted();
      pauses.push(ms);
      nowMs += ms;
      return Promise.resolve();
    },
    abortAfter: (ms) => {
      running = new AbortController();
      timeouts.push(ms);
      return running.signal;
    },
    pauses,
    timeouts,
    timeOut: () => {
      running.abort(new DOMException('deadline passed', 'TimeoutError'));
    },
  };
}

/** Creates a client of the fake. */
export function graphClient(
  fake: FakeGraphApi,
  options: Partial<GraphOptions> = {},
  ports: GraphPorts = graphTestPorts(),
): GraphClient {
  return createGraphClient({ token: SECRETS.page, appSecret: SECRETS.appSecret, baseUrl: fake.url, ...options }, ports);
}

/** Creates a client that calls as the app itself. */
export function appClient(fake: FakeGraphApi, ports: GraphPorts = graphTestPorts()): GraphClient {
  return graphClient(fake, { token: `${IDS.app}|${SECRETS.appSecret}` }, ports);
}

/** Returns the error of a failed call, which must be a GraphError. */
export async function catchGraphError(run: Promise<unknown>): Promise<GraphError> {
  const error: unknown = await run.then(
    () => new Error('nothing was thrown'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof GraphError) return error;
  throw error;
}
