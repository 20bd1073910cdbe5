import { abortAfter } from '../../lambdas/aws/abort-after.ts';
import { appAccessToken } from '../../src/graph/resources/app-subscriptions.ts';
import { createGraphClient, type GraphClient, type GraphPorts } from '../../src/graph/client/client.ts';
import { GRAPH_HOSTS } from '../../src/graph/client/version.ts';
import { readAppSecret, readTokenSecret, type AppSecretValue } from '../aws/app-secret-store.ts';
import { CALLBACK_URL_OPTION } from './callback-url.ts';
import type { OptionsOf, OptionSpec } from '../framework/option-spec.ts';
import { CliError } from '../errors/cli-error.ts';
import type { Context } from '../context.ts';
import { parseSecretSource, resolveSecret } from '../options/resolve-secret.ts';
import type { DeployedApp } from '../aws/stack.ts';
import { appOption, readDesired } from './desired-subscriptions.ts';
import { isMetaId } from '../../src/text/meta-id.ts';

/**
 * The caller of the Graph API:
 * - `app`: the app itself, with an app access token
 * - `user`: the owner of the given token: a person, a system user or a Page
 * - `instagram`: an account of Instagram Login, with its own token, on graph.instagram.com
 */
export type GraphCaller = 'app' | 'user' | 'instagram';

/** A client of the Graph API, and the app that it is for. */
export interface GraphAccess {
  readonly client: GraphClient;
  readonly appId: string;
  /** The stored secret of the app, with a non-empty app secret. */
  readonly secret: AppSecretValue;
}

/** Help text for commands that take {@link GraphOptions}. */
export const TOKENS = `An access token is never an argument. --token-from prompt asks for it, env:NAME
reads an environment variable, and secret:NAME reads a Secrets Manager secret:
{"accessToken":"…"} or only the token. The default is META_ACCESS_TOKEN if it
is set, else prompt. The app access token is the app id and the app secret that
the stack stores. META_GRAPH_URL and META_INSTAGRAM_GRAPH_URL override the URLs
of the Graph API.`;

const DEFAULT_VARIABLE = 'META_ACCESS_TOKEN';
const TOKEN_OPTION = { option: '--token-from', what: 'token', variable: DEFAULT_VARIABLE } as const;
const QUESTIONS = {
  user: 'Access token (of a person, system user or Page)',
  instagram: "The Instagram account's access token",
} as const;
/** Shorter pauses are not reported. */
const TOLD_FROM_MS = 1_000;

/** Options of the client of the Graph API. We validate later, because errors of the parser quote values. */
const CLIENT_OPTIONS = [
  { flags: '--app-id <id>', description: "the Meta app's id", defaultText: 'appId in the configuration' },
  {
    flags: '--graph-version <version>',
    description: 'Graph API version, e.g. v27.0',
    defaultText: "this release's",
  },
  {
    flags: '--token-from <where>',
    description: 'prompt, env:NAME or secret:NAME',
    defaultText: `env:${DEFAULT_VARIABLE} if set, else prompt`,
  },
] as const satisfies readonly OptionSpec[];

/** Options of every command that compares what Meta has with the callback URL. */
export const GRAPH_OPTIONS = [CALLBACK_URL_OPTION, ...CLIENT_OPTIONS] as const satisfies readonly OptionSpec[];

const APP = {
  flags: '--app <key>',
  description: "the app's key in the configuration",
  defaultText: 'the only one',
} as const satisfies OptionSpec;

/** {@link GRAPH_OPTIONS} of commands that work on one app. */
export const APP_GRAPH_OPTIONS = [APP, ...GRAPH_OPTIONS] as const satisfies readonly OptionSpec[];

/** {@link APP_GRAPH_OPTIONS} of commands that do not need the callback URL. */
export const APP_CLIENT_OPTIONS = [APP, ...CLIENT_OPTIONS] as const satisfies readonly OptionSpec[];

/** The values of the options of the client. */
export type GraphOptions = OptionsOf<typeof CLIENT_OPTIONS>;

/**
 * Creates a client that calls the Graph API for an app.
 * @throws {@link CliError} APP_ID_UNKNOWN | SECRET_INCOMPLETE | SECRET_UNREADABLE | NO_TERMINAL | USAGE | …
 */
export async function openGraph(
  context: Context,
  app: DeployedApp,
  options: GraphOptions & { readonly kind: GraphCaller },
): Promise<GraphAccess> {
  const { kind, tokenFrom, graphVersion: version } = options;
  const appId = await getAppId(context, app, options);
  const secret = await readAppSecret(context.clients.secretsManager, app.secretArn);
  if (secret.appSecret === '') {
    throw new CliError('SECRET_INCOMPLETE', {
      message: `no app secret is stored for the app ${app.key}`,
      hint: `Store it with \`npx meta-webhooks setup${appOption(context, app)}\`.`,
    });
  }
  const token =
    kind === 'app' ? appAccessToken(appId, secret.appSecret) : await readToken(context, tokenFrom, QUESTIONS[kind]);
  return {
    client: createGraphClient({ token, ...getHost(context, kind, secret), version }, graphPorts(context)),
    appId,
    secret,
  };
}

async function getAppId(context: Context, app: DeployedApp, { appId }: GraphOptions): Promise<string> {
  const id = appId ?? (await readDesired(context, app.key)).appId;
  if (id !== undefined && isMetaId(id)) return id;
  throw new CliError('APP_ID_UNKNOWN', {
    message: id === undefined ? `the Meta app id of the app ${app.key} is not set` : 'an app id must consist of digits',
    hint:
      `Set --app-id, or set metaWebhooks.apps.${app.key}.appId and deploy. The App Dashboard shows the app id ` +
      `at the top of the page.`,
  });
}

/** Instagram Login has its own app secret, so the appsecret_proof must use that one. */
function getHost(
  { ports: { environment } }: Context,
  kind: GraphCaller,
  { appSecret, instagramAppSecret }: AppSecretValue,
) {
  const [variable, host, proofSecret] =
    kind === 'instagram'
      ? (['META_INSTAGRAM_GRAPH_URL', 'instagram', instagramAppSecret] as const)
      : (['META_GRAPH_URL', 'facebook', appSecret] as const);
  return { baseUrl: environment[variable] ?? GRAPH_HOSTS[host], appSecret: proofSecret };
}

async function readToken({ ports, clients }: Context, from: string | undefined, question: string): Promise<string> {
  const source = parseSecretSource(from ?? defaultSource(ports.environment), TOKEN_OPTION);
  const readStored = async (id: string): Promise<string> => readTokenSecret(clients.secretsManager, id);
  return resolveSecret(source, ports, { ...TOKEN_OPTION, question, readStored });
}

const defaultSource = (environment: Context['ports']['environment']): string =>
  environment[DEFAULT_VARIABLE] ? `env:${DEFAULT_VARIABLE}` : 'prompt';

/** Creates ports whose calls and waits end on Ctrl-C, and which report the waits. */
function graphPorts({ ports, output }: Context): GraphPorts {
  const orInterrupted = (signal: AbortSignal | undefined): AbortSignal =>
    signal ? AbortSignal.any([signal, ports.signal]) : ports.signal;
  return {
    fetch: async (url, init) => ports.fetch(url, { ...init, signal: orInterrupted(init.signal) }),
    now: ports.now,
    random: ports.random,
    pause: async (ms, signal) => {
      if (ms >= TOLD_FROM_MS)
        output.note(`The Graph API is busy or not available. Trying again in ${Math.ceil(ms / 1000)} s.`);
      await ports.pause(ms, orInterrupted(signal));
    },
    abortAfter,
    onOtherVersion: (answered, requested) => {
      output.note(
        `The Graph API responded as ${answered}, not ${requested}: ${requested} has probably ended. Update ` +
          `meta-webhooks-aws, or set --graph-version ${answered}.`,
      );
    },
  };
}
