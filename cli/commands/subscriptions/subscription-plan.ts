import { DASHBOARD_ONLY_OBJECTS, type AppSubscription } from '../../../src/graph/resources/app-subscriptions.ts';
import { CliError } from '../../errors/cli-error.ts';
import type { Context } from '../../context.ts';
import { compareSubscriptions, type Compared, type Difference } from '../../meta/desired-subscriptions.ts';

/** A subscription to make. */
export interface PlannedSubscription {
  readonly object: string;
  /** The given or the desired fields. Meta adds them to those that are subscribed already. */
  readonly fields: readonly string[];
  /** The callback URL of the object, if it is not that of the app. */
  readonly replaces?: string;
}

/** The plan of `subscriptions add`. */
export interface SubscriptionPlan {
  readonly planned: readonly PlannedSubscription[];
  /** What only the App Dashboard can correct. Empty if an object is given. */
  readonly dashboardOnly: readonly Difference[];
}

/**
 * Plans subscriptions: of the given object with the given or the desired fields, or of every desired object that has
 * none, an inactive one, another callback URL, or not all of its fields. An object that is possible only in the App
 * Dashboard must not be given.
 * @throws {@link CliError} USAGE if nothing is given and nothing is desired, or if the given object has no fields
 */
export function planSubscriptions(
  context: Pick<Context, 'stack'>,
  compared: Compared & { readonly actual: readonly AppSubscription[] },
  { object, fields }: { readonly object: string | undefined; readonly fields: readonly string[] },
): SubscriptionPlan {
  const { desired, app, actual } = compared;
  const toPlanned = (name: string, wanted: readonly string[]): PlannedSubscription => {
    const { callbackUrl = app.callbackUrl } = actual.find((one) => one.object === name) ?? {};
    return { object: name, fields: wanted, ...(callbackUrl !== app.callbackUrl && { replaces: callbackUrl }) };
  };
  if (object !== undefined) {
    const wanted = fields.length > 0 ? fields : (desired.subscriptions[object] ?? []);
    if (wanted.length === 0) throw nothingDesired(compared, `fields of ${object}`);
    return { planned: [toPlanned(object, wanted)], dashboardOnly: [] };
  }
  if (Object.keys(desired.subscriptions).length === 0) throw nothingDesired(compared, 'subscriptions');
  const { inDashboard = [], byApi = [] } = Object.groupBy(
    // The others are subscribed without being desired, which add leaves as it is.
    compareSubscriptions(context, compared, actual).filter(({ isLoss }) => isLoss),
    ({ about }) => (DASHBOARD_ONLY_OBJECTS.has(about) ? 'inDashboard' : 'byApi'),
  );
  return {
    planned: byApi.map(({ about }) => toPlanned(about, desired.subscriptions[about] ?? [])),
    dashboardOnly: inDashboard,
  };
}

function nothingDesired({ app }: Compared, what: string): CliError {
  return new CliError('USAGE', {
    message: `the configuration has no ${what} for the app ${app.key}`,
    hint:
      'Give an object and its fields (`npx meta-webhooks subscriptions add page feed`), or set ' +
      `metaWebhooks.apps.${app.key}.subscriptions and deploy.`,
  });
}
