import { hasCredentials } from '../../../src/text/credentials.ts';
import { CliError, type ExitCode } from '../../errors/cli-error.ts';
import type { Context, OfflineContext, OnDemandContext } from '../../context.ts';
import { explainError } from '../../errors/explain-error.ts';
import { readAppSecret } from '../../aws/app-secret-store.ts';
import { localOrigin } from '../../options/local-origin.ts';
import { parseSecretSource, resolveSecret, type SecretSource } from '../../options/resolve-secret.ts';
import type { Clients } from '../../ports.ts';
import { SECRETS_FILE } from '../../../local/kept-secrets.ts';

/** Options for the target and its app secret. */
export interface TargetOptions {
  /** A port of this machine; `true` for the default port of the local run. */
  readonly local: number | true | undefined;
  readonly url: string | undefined;
  readonly app: string | undefined;
  readonly secretFrom: string | undefined;
}

/** A callback URL. */
export interface Target {
  readonly url: string;
  /** The app's key; undefined for `--url`. */
  readonly app: string | undefined;
  /** The deployed receiver; undefined for `--local` and `--url`. */
  readonly deployed?: Context;
  /** Names the source of the app secret, for hints. */
  readonly secretSource: () => string;
  /** Whether the target is the local run. */
  readonly isLocal: boolean;
  /** Reads the app secret or asks for it. */
  readonly secret: () => Promise<string>;
}

/** The variable from which the local run also reads its app secret. */
const LOCAL_SECRET = 'META_APP_SECRET';
const FROM_STACK = { isLocal: false, secretSource: () => 'The stored app secret' } as const;
const SECRET_OPTION = { option: '--secret-from', what: 'secret' } as const;
/** Errors where AWS is not set up on this machine. */
const WITHOUT_AWS: ReadonlySet<string> = new Set(['NO_CREDENTIALS', 'NO_REGION']);
/** The only app of a local run. */
const LOCAL_APP = 'meta';

/**
 * Runs `act` with the stack's callback URL, or without AWS with another URL.
 * @throws {@link CliError} USAGE
 */
export async function withTarget(
  context: OnDemandContext,
  options: TargetOptions,
  act: (target: Target) => Promise<ExitCode>,
): Promise<ExitCode> {
  const given = options.secretFrom === undefined ? undefined : parseSecretSource(options.secretFrom, SECRET_OPTION);
  if (options.local !== undefined || options.url !== undefined) return act(openUrl(context, options, given));
  return orNameLocal(async () =>
    context.withStack(async (deployed) => {
      const { stack, clients } = deployed;
      const app = stack.app(options.app);
      const source = given ?? { from: 'secret', id: app.secretArn };
      const secret = async (): Promise<string> => readSecret(source, context, async (id) => storedSecret(clients, id));
      return act({ ...FROM_STACK, url: app.callbackUrl, app: app.key, deployed, secret });
    }),
  );
}

/** Names --local: a person who tries the local run first has not set up AWS. */
async function orNameLocal(act: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await act();
  } catch (error) {
    const { code, message, hint } = explainError(error);
    if (!WITHOUT_AWS.has(code)) throw error;
    throw new CliError(code, { message, hint: `${hint} To send to the local run, add --local.` }, { cause: error });
  }
}

/** Connects to AWS only for `secret:`. */
function openUrl(context: OnDemandContext, options: TargetOptions, given: SecretSource | undefined): Target {
  const { environment, readLocalAppSecret } = context.ports;
  const isLocal = options.local !== undefined;
  const source = given ?? defaultSource(environment);
  const readKept = (): string | undefined =>
    isLocal && given === undefined && source.from === 'prompt' ? readLocalAppSecret() : undefined;
  const readStored = async (id: string): Promise<string> =>
    context.withClients(async (clients) => storedSecret(clients, id));
  return {
    url: toUrl(options, environment),
    app: isLocal ? (options.app ?? LOCAL_APP) : undefined,
    isLocal,
    secretSource: () => (readKept() === undefined ? describeSource(source) : SECRETS_FILE),
    secret: async () => readKept() ?? (await readSecret(source, context, readStored)),
  };
}

function defaultSource(environment: OfflineContext['ports']['environment']): SecretSource {
  return environment[LOCAL_SECRET] ? { from: 'env', name: LOCAL_SECRET } : { from: 'prompt' };
}

function describeSource(source: SecretSource): string {
  if (source.from === 'env') return source.name;
  return source.from === 'secret' ? SECRET_OPTION.option : 'The typed app secret';
}

function toUrl(
  { url, local, app = LOCAL_APP }: TargetOptions,
  environment: OfflineContext['ports']['environment'],
): string {
  return checkedUrl(url ?? `${localOrigin(local, environment)}/webhooks/${app}`);
}

/** Checks a URL. Errors do not quote it, because it may contain a password. */
function checkedUrl(text: string): string {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol) && !hasCredentials(url)) return url.href;
  throw new CliError('USAGE', {
    message: 'the URL is not valid',
    hint: 'Use a URL that starts with https:// or http://, without user and password.',
  });
}

async function readSecret(
  source: SecretSource,
  { ports }: OfflineContext,
  readStored: (id: string) => Promise<string>,
): Promise<string> {
  const secret = await resolveSecret(source, ports, {
    ...SECRET_OPTION,
    question: 'App secret',
    variable: LOCAL_SECRET,
    readStored,
  });
  if (secret !== '') return secret;
  throw new CliError('USAGE', {
    message: 'no app secret was given',
    hint: 'Type or paste it when asked. For the local run, `npx meta-webhooks dev` prints the app secret.',
  });
}

async function storedSecret({ secretsManager }: Clients, id: string): Promise<string> {
  const { appSecret } = await readAppSecret(secretsManager, id);
  if (appSecret !== '') return appSecret;
  throw new CliError('SECRET_INCOMPLETE', {
    message: 'no app secret is stored for this app',
    hint: 'Store it with `npx meta-webhooks setup`, or provide one with --secret-from.',
  });
}
