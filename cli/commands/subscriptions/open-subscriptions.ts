import {
  DASHBOARD_ONLY_OBJECTS,
  listAppSubscriptions,
  type AppSubscription,
} from '../../../src/graph/resources/app-subscriptions.ts';
import { CliError } from '../../errors/cli-error.ts';
import type { Context } from '../../context.ts';
import { openGraph, type GraphAccess, type GraphOptions } from '../../meta/graph-access.ts';
import { dashboardUrl, readDesired, type Compared } from '../../meta/desired-subscriptions.ts';

/** The options of `subscriptions …`. */
export interface SubscriptionOptions extends GraphOptions {
  readonly app?: string;
  readonly includeValues?: boolean;
  readonly force?: boolean;
  readonly dryRun?: boolean;
}

/** What is asked for. */
export interface AskedSubscription<O extends string | undefined = string | undefined> {
  readonly object: O;
  readonly fields: readonly string[];
  readonly options: SubscriptionOptions;
}

/** An app, its configuration, and what it is subscribed to. */
export interface OpenSubscriptions extends GraphAccess, Compared {
  readonly actual: readonly AppSubscription[];
}

/**
 * Reads what an app is subscribed to.
 * @param toChange - what is to be changed, if anything: refused before Meta is called if its API does not take it
 * @throws {@link CliError} DASHBOARD_ONLY | …; GraphError
 */
export async function openSubscriptions(
  context: Context,
  options: SubscriptionOptions,
  toChange?: Omit<AskedSubscription, 'options'>,
): Promise<OpenSubscriptions> {
  const app = context.stack.app(options.app);
  const access = await openGraph(context, app, { ...options, kind: 'app' });
  const compared = { app, appId: access.appId, desired: await readDesired(context, app.key) };
  if (toChange) refuseDashboardOnly(compared, toChange);
  return { ...access, ...compared, actual: await listAppSubscriptions(access.client, access.appId) };
}

function refuseDashboardOnly(
  { app, appId }: Compared,
  { object = '', fields }: Omit<AskedSubscription, 'options'>,
): void {
  if (!DASHBOARD_ONLY_OBJECTS.has(object)) return;
  const what = fields.length === 0 ? 'its fields' : `the fields ${fields.join(', ')}`;
  throw new CliError('DASHBOARD_ONLY', {
    message: `Meta lets ${object} be configured in the App Dashboard only`,
    hint:
      `open ${dashboardUrl(appId)} and choose ${object}: callback URL ${app.callbackUrl}, verify token as ` +
      `stored in ${app.secretArn}, then ${what}`,
  });
}
