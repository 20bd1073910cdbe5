import type { Command } from 'commander';
import { CliError, type ExitCode } from '../../errors/cli-error.ts';
import type { OfflineContext, GlobalOptions, Starts } from '../../context.ts';
import { readAppSecret } from '../../aws/app-secret-store.ts';
import { parseSecretSource, resolveSecret, type SecretSource } from '../../options/resolve-secret.ts';
import type { Clients } from '../../ports.ts';

/** Where to post, and with which secret. */
export interface TargetOptions {
  /** A port of this machine; `true` for the local run's own. */
  readonly local?: number | true;
  readonly url?: string;
  readonly app?: string;
  readonly secretFrom?: string;
}

/** A callback URL. */
export interface Target {
  readonly url: string;
  /** Asks for the app secret, or reads it. */
  readonly secret: () => Promise<string>;
}

/** The local run takes its app secret from there too. */
const LOCAL_SECRET = 'META_APP_SECRET';
const SECRET_OPTION = { option: '--secret-from', what: 'secret', stored: 'ARN' } as const;
const LOCAL_PORT = '3000';
/** The only app of a local run. */
const LOCAL_APP = 'meta';

/**
 * Runs a command that posts: to the stack's callback URL, or without any AWS where another is named.
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

/** What is wrong with it is not quoted: a password may stand in it. */
function checkedUrl(text: string): string {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return url.href;
  throw new CliError('USAGE', {
    message: 'the URL is none to post to',
    hint: 'write https://… or http://…, without user and password',
  });
}

/** Only here a secret is worth a connection to AWS. */
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
    hint: 'type or paste it when asked; npm start prints the one that it made up',
  });
}

async function storedSecret({ secretsManager }: Clients, id: string): Promise<string> {
  const { appSecret } = await readAppSecret(secretsManager, id);
  if (appSecret !== '') return appSecret;
  throw new CliError('SECRET_INCOMPLETE', {
    message: 'no app secret is stored for this app',
    hint: 'store it first, from the App Dashboard (App settings, Basic), or give another one with --secret-from',
  });
}
