import { DASHBOARD_ONLY_OBJECTS, type AppSubscription } from '../../../src/graph/resources/app-subscriptions.ts';
import { CliError } from '../../errors/cli-error.ts';
import type { Context } from '../../context.ts';
import { compareSubscriptions, type Compared, type Difference } from '../../meta/desired-subscriptions.ts';

/** A subscription to make. */
export interface PlannedSubscription {
  readonly object: string;
  readonly fields: readonly string[];
  /** The other callback URL that the object currently uses. */
  readonly replaces?: string;
}

/** The plan of `subscriptions add`. */
export interface SubscriptionPlan {
  readonly planned: readonly PlannedSubscription[];
  /** Desired subscriptions that are possible only in the App Dashboard. */
  readonly dashboardOnly: readonly Difference[];
}

/**
 * Plans subscriptions: the given object with the given or the desired fields, or all desired subscriptions that are
 * missing.
 * @throws {@link CliError} USAGE if nothing is given and nothing is desired
 */
export function planSubscriptions(
  context: Pick<Context, 'stack'>,
  compared: Compared & { readonly actual: readonly AppSubscription[] },
  { object, fields }: { readonly object: string | undefined; readonly fields: readonly string[] },
): SubscriptionPlan {
  const { desired, app, actual } = compared;
  const plan = (name: string, named: readonly string[]): PlannedSubscription => {
    const { callbackUrl = app.callbackUrl } = actual.find((one) => one.object === name) ?? {};
    return { object: name, fields: named, ...(callbackUrl !== app.callbackUrl && { replaces: callbackUrl }) };
  };
  if (object !== undefined) {
    const named = fields.length > 0 ? fields : (desired.subscriptions[object] ?? []);
    if (named.length === 0) throw nothingNamed(compared, `fields of ${object}`);
    return { planned: [plan(object, named)], dashboardOnly: [] };
  }
  if (Object.keys(desired.subscriptions).length === 0) throw nothingNamed(compared, 'subscriptions');
  const { inDashboard = [], byApi = [] } = Object.groupBy(
    compareSubscriptions(context, compared, actual).filter(({ isLoss }) => isLoss),
    ({ about }) => (DASHBOARD_ONLY_OBJECTS.has(about) ? 'inDashboard' : 'byApi'),
  );
  return {
    planned: byApi.map(({ about }) => plan(about, desired.subscriptions[about] ?? [])),
    dashboardOnly: inDashboard,
  };
}

function nothingNamed({ app }: Compared, what: string): CliError {
  return new CliError('USAGE', {
    message: `the configuration has no ${what} for the app ${app.key}`,
    hint:
      `Give object and fields (subscriptions add page feed), or set metaWebhooks.apps.${app.key}.subscriptions ` +
      `and deploy.`,
  });
}
