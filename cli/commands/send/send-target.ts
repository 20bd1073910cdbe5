import { CliError, type ExitCode } from '../../errors/cli-error.ts';
import type { OfflineContext, OnDemandContext } from '../../context.ts';
import { readAppSecret } from '../../aws/app-secret-store.ts';
import { parseSecretSource, resolveSecret, type SecretSource } from '../../options/resolve-secret.ts';
import type { Clients } from '../../ports.ts';

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
  /** Reads the app secret or asks for it. */
  readonly secret: () => Promise<string>;
}

/** The variable from which the local run also reads its app secret. */
const LOCAL_SECRET = 'META_APP_SECRET';
const SECRET_OPTION = { option: '--secret-from', what: 'secret' } as const;
const LOCAL_PORT = '3000';
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
  if (options.local === undefined && options.url === undefined) {
    return context.withStack(async ({ stack, clients }) => {
      const app = stack.app(options.app);
      const source = given ?? { from: 'secret', id: app.secretArn };
      const secret = async (): Promise<string> => readSecret(source, context, async (id) => storedSecret(clients, id));
      return act({ url: app.callbackUrl, secret });
    });
  }
  const { environment } = context.ports;
  const source: SecretSource =
    given ?? (environment[LOCAL_SECRET] ? { from: 'env', name: LOCAL_SECRET } : { from: 'prompt' });
  const isKept = source.from === 'prompt' && given === undefined && options.local !== undefined;
  // Connects to AWS only for `secret:`.
  const readStored = async (id: string): Promise<string> =>
    context.withClients(async (clients) => storedSecret(clients, id));
  const secret = async (): Promise<string> =>
    (isKept ? context.ports.readLocalAppSecret() : undefined) ?? (await readSecret(source, context, readStored));
  return act({ url: toUrl(options, environment), secret });
}

function toUrl(
  { url, local, app = LOCAL_APP }: TargetOptions,
  environment: OfflineContext['ports']['environment'],
): string {
  if (url !== undefined) return checkedUrl(url);
  const port = typeof local === 'number' ? String(local) : (environment['PORT'] ?? LOCAL_PORT);
  return checkedUrl(`http://127.0.0.1:${port}/webhooks/${app}`);
}

/** Checks a URL. Errors do not quote it, because it may contain a password. */
function checkedUrl(text: string): string {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return url.href;
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
  const secret = await resolveSecret(source, ports, { ...SECRET_OPTION, question: 'App secret', readStored });
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
