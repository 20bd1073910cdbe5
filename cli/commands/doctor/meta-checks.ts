import { PROGRAM_NAME } from '../../framework/help-text.ts';
import { listAppSubscriptions } from '../../../src/graph/resources/app-subscriptions.ts';
import type { AccountName, AccountState } from '../../meta/account.ts';
import { readAccountStates } from '../../meta/account-state.ts';
import type { Context } from '../../context.ts';
import { openGraph } from '../../meta/graph-access.ts';
import type { GraphOptions } from '../../meta/graph-options.ts';
import type { DeployedApp } from '../../aws/stack.ts';
import {
  compareAccounts,
  compareSubscriptions,
  readDesired,
  type Compared,
  type Difference,
} from '../../meta/desired-subscriptions.ts';
import { failed, ok, skipped, warning, type Check, type Finding } from './check.ts';

/** The app of a check, and how to call the Graph API for it. */
export interface MetaSide {
  /** The app, whose callback URL Meta must use. */
  readonly app: DeployedApp;
  readonly options: GraphOptions;
  /** Whether the app secret is stored. */
  readonly hasSecret: () => Promise<boolean>;
}

/** Enough for several calls with timeouts and retries. */
const LIMIT_MS = 60_000;
const NO_SECRET = skipped('the Graph API cannot be called without the app secret', 'See the check secret.');

/** Checks whether the app has its desired subscriptions at Meta, with this callback URL. */
export function subscriptionsCheck({ app, options, hasSecret }: MetaSide): Check {
  return {
    name: 'subscriptions',
    app: app.key,
    limitMs: LIMIT_MS,
    examine: async ({ context }) => {
      const desired = await readDesired(context, app.key);
      const appId = options.appId ?? desired.appId;
      if (appId === undefined)
        return skipped('the Meta app id is not set', `Set --app-id, or apps.${app.key}.appId in the configuration.`);
      if (!(await hasSecret())) return NO_SECRET;
      const { client } = await openGraph(context, app, { ...options, kind: 'app' });
      const actual = await listAppSubscriptions(client, appId);
      const differences = compareSubscriptions(context, { app, appId, desired }, actual);
      if (differences.length > 0) return ofDifferences(differences);
      const ours = actual.filter(({ callbackUrl }) => callbackUrl === app.callbackUrl);
      if (ours.length === 0)
        return warning(
          'the app has no subscription with this callback URL',
          'Run `npx meta-webhooks subscriptions add`, or follow the steps that `npx meta-webhooks setup` prints.',
        );
      return ok(`subscribed to ${ours.map(({ object }) => object).join(', ')}`);
    },
  };
}

/** Checks whether Pages and WhatsApp accounts send their desired fields to the app. */
export function accountsCheck({ app, options, hasSecret }: MetaSide): Check {
  return {
    name: 'accounts',
    app: app.key,
    limitMs: LIMIT_MS,
    examine: async ({ context }) => {
      const desired = await readDesired(context, app.key);
      const names = listNames(desired.accounts);
      if (names.length === 0)
        return skipped(
          'the configuration has no Page and no WhatsApp account',
          `Add them to apps.${app.key}.accounts in the configuration.`,
        );
      if (options.tokenFrom === undefined && !context.ports.environment['META_ACCESS_TOKEN'])
        return skipped(
          'the Graph API cannot be called without an access token',
          'Set --token-from or META_ACCESS_TOKEN.',
        );
      if (!(await hasSecret())) return NO_SECRET;
      const access = await openGraph(context, app, { ...options, kind: 'user' });
      const states = await readAccountStates(access, names, () => undefined);
      return ofAccounts(context, { app, appId: access.appId, desired }, states);
    },
  };
}

/** Lists the accounts to check. Accounts of Instagram Login need their own token: see `accounts list`. */
function listNames({ pages, whatsapp }: Compared['desired']['accounts']): AccountName[] {
  return [
    ...Object.keys(pages).map((id) => ({ kind: 'page' as const, id })),
    ...whatsapp.map((id) => ({ kind: 'whatsapp' as const, id })),
  ];
}

function ofAccounts(context: Context, compared: Compared, states: readonly AccountState[]): Finding {
  const problem = states.find((state) => state.problem !== undefined);
  const differences = compareAccounts(context, compared, states);
  if (differences.some(({ isLoss }) => isLoss)) return ofDifferences(differences);
  if (problem?.problem)
    return failed(`${problem.kind} ${problem.id}: ${problem.problem.message}`, problem.problem.hint);
  return differences.length > 0
    ? ofDifferences(differences)
    : ok(`${states.map(({ kind, id }) => `${kind} ${id}`).join(', ')} send all desired fields`);
}

/** Reports the most important difference: missing changes before extra ones. */
function ofDifferences(differences: readonly Difference[]): Finding {
  const [first, ...others] = [...differences].sort((a, b) => Number(b.isLoss) - Number(a.isLoss));
  if (first === undefined) return ok('matches the configuration');
  const message = others.length === 0 ? first.sentence : `${first.sentence}, and ${others.length} more`;
  const hint = first.fix.startsWith(PROGRAM_NAME) ? `Run \`${first.fix}\`.` : `${first.fix}.`;
  return first.isLoss ? failed(message, hint) : warning(message, hint);
}
