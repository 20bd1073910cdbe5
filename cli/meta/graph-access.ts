import { abortAfter } from '../../lambdas/aws/abort-after.ts';
import { appAccessToken } from '../../src/graph/resources/app-subscriptions.ts';
import { createGraphClient, type GraphClient, type GraphPorts } from '../../src/graph/client/client.ts';
import { GRAPH_HOSTS } from '../../src/graph/client/version.ts';
import { readAppSecret, readTokenSecret, type AppSecretValue } from '../aws/app-secret-store.ts';
import { CliError } from '../errors/cli-error.ts';
import type { Context } from '../context.ts';
import { parseSecretSource, resolveSecret } from '../options/resolve-secret.ts';
import type { DeployedApp } from '../aws/stack.ts';
import { appOption, readDesired } from './desired-subscriptions.ts';
import { TOKEN_VARIABLE, type GraphOptions } from './graph-options.ts';
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

const TOKEN_OPTION = { option: '--token-from', what: 'token', variable: TOKEN_VARIABLE } as const;
const QUESTIONS = {
  user: 'Access token (of a person, system user or Page)',
  instagram: "The Instagram account's access token",
} as const;
/** Shorter pauses are not reported. */
const TOLD_FROM_MS = 1_000;

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
  environment[TOKEN_VARIABLE] ? `env:${TOKEN_VARIABLE}` : 'prompt';

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
