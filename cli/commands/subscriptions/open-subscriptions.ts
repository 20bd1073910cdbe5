import {
  DASHBOARD_ONLY_OBJECTS,
  listAppSubscriptions,
  type AppSubscription,
} from '../../../src/graph/resources/app-subscriptions.ts';
import { CliError } from '../../errors/cli-error.ts';
import type { Context } from '../../context.ts';
import { openGraph, type GraphAccess } from '../../meta/graph-access.ts';
import type { GraphOptions } from '../../meta/graph-options.ts';
import { dashboardUrl, readDesired, type Compared } from '../../meta/desired-subscriptions.ts';

/** The options of `subscriptions …`. */
export interface SubscriptionOptions extends GraphOptions {
  readonly app?: string;
  readonly includeValues?: boolean;
  readonly force?: boolean;
  readonly dryRun?: boolean;
}

/** The requested subscription. */
export interface AskedSubscription<O extends string | undefined = string | undefined> {
  readonly object: O;
  readonly fields: readonly string[];
  readonly options: SubscriptionOptions;
}

/** An app with its desired and its current subscriptions. */
export interface OpenSubscriptions extends GraphAccess, Compared {
  readonly actual: readonly AppSubscription[];
}

/**
 * Reads the current subscriptions of an app.
 * @param toChange - the subscription to change, if any; rejected early if it is possible only in the App Dashboard
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
    message: `Meta allows subscriptions to ${object} only in the App Dashboard`,
    hint:
      `Open ${dashboardUrl(appId)}, choose ${object}, enter the callback URL ${app.callbackUrl} and the verify ` +
      `token stored in ${app.secretArn}, then subscribe to ${what}.`,
  });
}
