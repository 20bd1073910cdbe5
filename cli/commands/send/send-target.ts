import type { Command } from 'commander';
import { CliError, type ExitCode } from '../../errors/cli-error.ts';
import type { OfflineContext, Starts } from '../../context.ts';
import type { GlobalOptions } from '../../global-options.ts';
import { readAppSecret } from '../../aws/app-secret-store.ts';
import { parseSecretSource, resolveSecret, type SecretSource } from '../../options/resolve-secret.ts';
import type { Clients } from '../../ports.ts';

/** Options for the target and its app secret. */
export interface TargetOptions {
  /** A port of this machine; `true` for the default port of the local run. */
  readonly local?: number | true;
  readonly url?: string;
  readonly app?: string;
  readonly secretFrom?: string;
}

/** A callback URL. */
export interface Target {
  readonly url: string;
  /** Reads the app secret or asks for it. */
  readonly secret: () => Promise<string>;
}

/** The variable from which the local run also reads its app secret. */
const LOCAL_SECRET = 'META_APP_SECRET';
const SECRET_OPTION = { option: '--secret-from', what: 'secret', stored: 'ARN' } as const;
const LOCAL_PORT = '3000';
/** The only app of a local run. */
const LOCAL_APP = 'meta';

/**
 * Runs a command that posts to the stack's callback URL, or without AWS to another URL.
 * @throws {@link CliError} USAGE
 */
export async function startWithTarget(
  { start, runOffline }: Starts,
  command: Command,
  act: (context: OfflineContext, target: Target) => Promise<ExitCode>,
): Promise<void> {
  const options = command.opts<TargetOptions>();
  const given = options.secretFrom === undefined ? undefined : parseSecretSource(options.secretFrom, SECRET_OPTION);
  if (options.local === undefined && options.url === undefined) {
    return start(command, async (context) => {
      const app = context.stack.app(options.app);
      const source = given ?? { from: 'secret', id: app.secretArn };
      const secret = async (): Promise<string> =>
        readSecret(source, context, async (id) => storedSecret(context.clients, id));
      return act(context, { url: app.callbackUrl, secret });
    });
  }
  return runOffline(command, async (context) => {
    const { environment } = context.ports;
    const source: SecretSource =
      given ?? (environment[LOCAL_SECRET] ? { from: 'env', name: LOCAL_SECRET } : { from: 'prompt' });
    return act(context, { url: urlOf(options, environment), secret: async () => readAlone(source, context, command) });
  });
}

function urlOf(
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

/** Connects to AWS only for `secret:`. */
async function readAlone(source: SecretSource, context: OfflineContext, command: Command): Promise<string> {
  return readSecret(source, context, async (id) => {
    const clients = await context.ports.connect(command.optsWithGlobals<GlobalOptions>());
    try {
      return await storedSecret(clients, id);
    } finally {
      for (const client of Object.values(clients) as { destroy(): void }[]) client.destroy();
    }
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
    hint: 'Type or paste it when asked. For the local run, `npm start` prints the generated app secret.',
  });
}

async function storedSecret({ secretsManager }: Clients, id: string): Promise<string> {
  const { appSecret } = await readAppSecret(secretsManager, id);
  if (appSecret !== '') return appSecret;
  throw new CliError('SECRET_INCOMPLETE', {
    message: 'no app secret is stored for this app',
    hint: 'Store it with `npm run receiver -- setup`, or provide one with --secret-from.',
  });
}
