import type { Desired } from '../../../src/graph/resources/desired-subscriptions.ts';
import type { AccountName, InstagramLogin } from '../../meta/account.ts';
import { CliError } from '../../errors/cli-error.ts';
import type { Context } from '../../context.ts';
import { openGraph, type GraphAccess } from '../../meta/graph-access.ts';
import type { GraphOptions } from '../../meta/graph-options.ts';
import { appOption, readDesired, type Compared } from '../../meta/desired-subscriptions.ts';
import { isMetaId } from '../../../src/text/meta-id.ts';

/** The options of `accounts …`. */
export interface AccountOptions extends GraphOptions {
  readonly app?: string;
  readonly login: InstagramLogin;
  readonly allPages?: boolean;
  readonly force?: boolean;
  readonly dryRun?: boolean;
}

/** The requested accounts: one, all of a kind, or all in the configuration. */
export interface AskedAccounts {
  readonly kind?: AccountName['kind'] | undefined;
  readonly id?: string | undefined;
  readonly options: AccountOptions;
}

/** The accounts, and a client that can read them. */
export interface OpenAccounts extends GraphAccess, Compared {
  readonly names: readonly AccountName[];
  /** Accounts in the configuration that need their own token. */
  readonly notAsked: readonly AccountName[];
}

/**
 * Finds the requested accounts and gets the access token for them.
 * @throws {@link CliError} USAGE | the errors of {@link openGraph}
 */
export async function openAccounts(context: Context, asked: AskedAccounts): Promise<OpenAccounts> {
  const { options } = asked;
  const app = context.stack.app(options.app);
  const desired = await readDesired(context, app.key);
  const all = namesIn(desired);
  const names = listNames(asked, all, app.key);
  const access = await openGraph(context, app, {
    ...options,
    kind: needsOwnToken(asked, options) ? 'instagram' : 'user',
  });
  return {
    ...access,
    app,
    desired,
    login: options.login,
    names,
    notAsked: asked.kind === undefined ? all.filter((name) => needsOwnToken(name, options)) : [],
  };
}

/**
 * Whether the token of the account is good for no other account. Instagram Login gives each account a token, for
 * graph.instagram.com. Unified Login uses the host and the tokens of Facebook.
 */
function needsOwnToken({ kind }: Pick<AskedAccounts, 'kind'>, { login }: AccountOptions): boolean {
  return kind === 'instagram' && login === 'instagram';
}

function namesIn({ accounts: { pages, whatsapp, instagram } }: Desired): AccountName[] {
  return [
    ['page', Object.keys(pages)] as const,
    ['whatsapp', whatsapp] as const,
    ['instagram', Object.keys(instagram)] as const,
  ].flatMap(([kind, ids]) => ids.map((id) => ({ kind, id })));
}

function listNames(
  { kind, id, options }: AskedAccounts,
  all: readonly AccountName[],
  app: string,
): readonly AccountName[] {
  if (kind !== undefined && id !== undefined) {
    if (isMetaId(id)) return [{ kind, id }];
    throw new CliError('USAGE', {
      message: 'an account id must consist of digits',
      hint: 'Find the id in Meta Business Suite or WhatsApp Manager. See --help for an example.',
    });
  }
  const names = all.filter(
    (name) => (kind ?? name.kind) === name.kind && (kind !== undefined || !needsOwnToken(name, options)),
  );
  if (names.length === 0 && options.allPages !== true) throw noneNamed(app);
  if (!needsOwnToken({ kind }, options) || names.length < 2) return names;
  throw new CliError('USAGE', {
    message: 'each Instagram account needs its own access token',
    hint:
      `Choose one account: ${names.map((name) => name.id).join(', ')}. If the app uses Unified Login, set ` +
      '--login unified.',
  });
}

function noneNamed(app: string): CliError {
  return new CliError('USAGE', {
    message: `the configuration has no matching accounts for the app ${app}`,
    hint: `Give kind and id (accounts list page <id>), or set metaWebhooks.apps.${app}.accounts and deploy.`,
  });
}

/** Describes how to read an account that was skipped. */
export function notAsked(context: Context, { app }: Compared, { kind, id }: AccountName): string {
  return (
    `Skipped ${kind} ${id}: it needs its own access token.\n  npx meta-webhooks accounts list ${kind} ` +
    `${id}${appOption(context, app)}`
  );
}
