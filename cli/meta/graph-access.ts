import type { Command } from 'commander';
import { abortAfter } from '../../lambdas/aws/abort-after.ts';
import { appAccessToken } from '../../src/graph/resources/app-subscriptions.ts';
import { createGraphClient, type GraphClient, type GraphPorts } from '../../src/graph/client/client.ts';
import { GRAPH_HOSTS } from '../../src/graph/client/version.ts';
import { readAppSecret, readTokenSecret, type AppSecretValue } from '../aws/app-secret-store.ts';
import { callbackUrlOption } from './callback-url.ts';
import { CliError } from '../errors/cli-error.ts';
import type { Context } from '../context.ts';
import { parseSecretSource, resolveSecret } from '../options/resolve-secret.ts';
import type { DeployedApp } from '../aws/stack.ts';
import { readDesired } from './desired-subscriptions.ts';
import { isMetaId } from '../../src/text/meta-id.ts';

/** Options of every command that calls Meta. */
export interface GraphOptions {
  readonly appId?: string;
  readonly graphVersion?: string;
  readonly tokenFrom?: string;
}

/**
 * As whom to call:
 * - `app`: the app itself, by id and secret
 * - `user`: whoever's token is given: a person's, a system user's, a Page's
 * - `instagram`: an account of Instagram Login, by its own token, on a host of its own
 */
export type GraphCaller = 'app' | 'user' | 'instagram';

/** A client of the Graph API, and which app it is about. */
export interface GraphAccess {
  readonly client: GraphClient;
  readonly appId: string;
  /** What the stack stores for the app: its app secret is not empty. */
  readonly secret: AppSecretValue;
}

/** For the help of commands that take {@link GraphOptions}. */
export const TOKENS = `
A token is never an argument: --token-from prompt asks for it, env:NAME reads an environment variable, secret:NAME
reads a secret of Secrets Manager: {"accessToken":"…"} or the token alone. Without it META_ACCESS_TOKEN counts if it is
set, else you are asked. The app's own token is made of its id and the app secret that the stack stores. META_GRAPH_URL and
META_INSTAGRAM_GRAPH_URL replace the addresses of the Graph API.`;

const DEFAULT_VARIABLE = 'META_ACCESS_TOKEN';
const TOKEN_OPTION = { option: '--token-from', what: 'token' } as const;
const QUESTIONS = {
  user: 'Access token (of a person, system user or Page)',
  instagram: "The Instagram account's access token",
} as const;
/** Shorter pauses are nothing to wonder about. */
const TOLD_FROM_MS = 1_000;

/** Adds {@link GraphOptions} to a command. Their values are checked later, by us: commander's complaints quote them. */
export function graphOptions(command: Command): Command {
  return callbackUrlOption(command)
    .option('--app-id <id>', "the Meta app's id (default: appId of the configuration)")
    .option('--graph-version <version>', "of the Graph API, e.g. v26.0 (default: this release's)")
    .option(
      '--token-from <where>',
      `prompt, env:NAME or secret:NAME (default: env:${DEFAULT_VARIABLE} if set, else prompt)`,
    );
}

/**
 * Makes a client that calls Meta for an app.
 * @throws {@link CliError} APP_ID_UNKNOWN | SECRET_INCOMPLETE | SECRET_UNREADABLE | NO_TERMINAL | USAGE | …
 */
export async function openGraph(
  context: Context,
  app: DeployedApp,
  options: GraphOptions & { readonly kind: GraphCaller },
): Promise<GraphAccess> {
  const { kind, tokenFrom, graphVersion: version } = options;
  const appId = await appIdOf(context, app, options);
  const secret = await readAppSecret(context.clients.secretsManager, app.secretArn);
  if (secret.appSecret === '') {
    throw new CliError('SECRET_INCOMPLETE', {
      message: `no app secret is stored for the app ${app.key}`,
      hint: `store it first, from the App Dashboard (App settings, Basic), in ${app.secretArn}`,
    });
  }
  const token =
    kind === 'app' ? appAccessToken(appId, secret.appSecret) : await readToken(context, tokenFrom, QUESTIONS[kind]);
  return {
    client: createGraphClient({ token, ...hostOf(context, kind, secret), version }, graphPorts(context)),
    appId,
    secret,
  };
}

async function appIdOf(context: Context, app: DeployedApp, { appId }: GraphOptions): Promise<string> {
  const id = appId ?? (await readDesired(context, app.key)).appId;
  if (id !== undefined && isMetaId(id)) return id;
  throw new CliError('APP_ID_UNKNOWN', {
    message: id === undefined ? `the id of the Meta app ${app.key} is not known` : 'an app id has digits only',
    hint:
      `give it with --app-id, or set metaWebhooks.apps.${app.key}.appId and deploy; the App Dashboard shows it ` +
      `at the top`,
  });
}

/** Instagram Login has an app secret of its own: the other one would make a wrong proof. */
function hostOf(
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

/** Ctrl-C ends calls and waits; waits are told. */
function graphPorts({ ports, output }: Context): GraphPorts {
  const orInterrupted = (signal: AbortSignal | undefined): AbortSignal =>
    signal ? AbortSignal.any([signal, ports.signal]) : ports.signal;
  return {
    fetch: async (url, init) => ports.fetch(url, { ...init, signal: orInterrupted(init.signal) }),
    now: ports.now,
    random: ports.random,
    pause: async (ms, signal) => {
      if (ms >= TOLD_FROM_MS)
        output.note(`The Graph API is busy or does not answer: trying again in ${Math.ceil(ms / 1000)} s.`);
      await ports.pause(ms, orInterrupted(signal));
    },
    abortAfter,
  };
}
