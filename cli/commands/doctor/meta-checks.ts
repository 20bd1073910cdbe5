import { listAppSubscriptions } from '../../../src/graph/resources/app-subscriptions.ts';
import type { AccountName, AccountState } from '../../meta/account.ts';
import { readAccountStates } from '../../meta/account-state.ts';
import type { Context } from '../../context.ts';
import { openGraph, type GraphOptions } from '../../meta/graph-access.ts';
import type { DeployedApp } from '../../aws/stack.ts';
import {
  compareAccounts,
  compareSubscriptions,
  readDesired,
  type Compared,
  type Difference,
} from '../../meta/desired-subscriptions.ts';
import { failed, ok, skipped, warning, type Check, type Finding } from './check.ts';

/** Of which app's state at Meta a check is, and how Meta is called. */
export interface MetaSide {
  /** Its callback URL is where Meta is to send to. */
  readonly app: DeployedApp;
  readonly options: GraphOptions;
  /** Whether the app secret can be used. */
  readonly hasSecret: () => Promise<boolean>;
}

/** Some calls, each with its own time-out, attempts and waits. */
const LIMIT_MS = 60_000;
const NO_SECRET = skipped('Meta cannot be asked without the app secret', 'see the check secret');

/** Whether the app is subscribed at Meta to what the configuration names, with this callback URL. */
export function subscriptionsCheck({ app, options, hasSecret }: MetaSide): Check {
  return {
    name: 'subscriptions',
    app: app.key,
    limitMs: LIMIT_MS,
    examine: async ({ context }) => {
      const desired = await readDesired(context, app.key);
      const appId = options.appId ?? desired.appId;
      if (appId === undefined)
        return skipped("the Meta app's id is not known", `--app-id, or apps.${app.key}.appId in the configuration`);
      if (!(await hasSecret())) return NO_SECRET;
      const { client } = await openGraph(context, app, { ...options, kind: 'app' });
      const actual = await listAppSubscriptions(client, appId);
      const differences = compareSubscriptions(context, { app, appId, desired }, actual);
      if (differences.length > 0) return ofDifferences(differences);
      const ours = actual.filter(({ callbackUrl }) => callbackUrl === app.callbackUrl);
      if (ours.length === 0)
        return warning(
          'no subscription of the app goes to this callback URL',
          'npm run receiver -- setup says what to click, npm run receiver -- subscriptions add does it',
        );
      return ok(`${ours.map(({ object }) => object).join(', ')} come here`);
    },
  };
}

/** Whether Pages and WhatsApp accounts send to the app what the configuration names. */
export function accountsCheck({ app, options, hasSecret }: MetaSide): Check {
  return {
    name: 'accounts',
    app: app.key,
    limitMs: LIMIT_MS,
    examine: async ({ context }) => {
      const desired = await readDesired(context, app.key);
      const names = namesOf(desired.accounts);
      if (names.length === 0)
        return skipped(
          'the configuration names no Page and no WhatsApp account',
          `apps.${app.key}.accounts in the configuration`,
        );
      if (options.tokenFrom === undefined && !context.ports.environment['META_ACCESS_TOKEN'])
        return skipped('Meta cannot be asked without an access token', '--token-from, or META_ACCESS_TOKEN');
      if (!(await hasSecret())) return NO_SECRET;
      const access = await openGraph(context, app, { ...options, kind: 'user' });
      const states = await readAccountStates(access, names, () => undefined);
      return ofAccounts(context, { app, appId: access.appId, desired }, states);
    },
  };
}

/** Accounts of Instagram Login have a token each: `accounts list` looks at them. */
function namesOf({ pages, whatsapp }: Compared['desired']['accounts']): AccountName[] {
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
    : ok(`${states.map(({ kind, id }) => `${kind} ${id}`).join(', ')} send what is wanted`);
}

/** What does not come is worse than what comes besides. */
function ofDifferences(differences: readonly Difference[]): Finding {
  const [first, ...others] = [...differences].sort((a, b) => Number(b.isLoss) - Number(a.isLoss));
  if (first === undefined) return ok('as the configuration wants it');
  const message = others.length === 0 ? first.sentence : `${first.sentence}, and ${others.length} more`;
  return first.isLoss ? failed(message, first.fix) : warning(message, first.fix);
}
