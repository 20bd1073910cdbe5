import { DASHBOARD_ONLY_OBJECTS, type AppSubscription } from '../../../src/graph/resources/app-subscriptions.ts';
import { CliError } from '../../errors/cli-error.ts';
import type { Context } from '../../context.ts';
import { compareSubscriptions, type Compared, type Difference } from '../../meta/desired-subscriptions.ts';

/** A subscription that is to be made. */
export interface PlannedSubscription {
  readonly object: string;
  readonly fields: readonly string[];
  /** The other callback URL to which the whole object goes so far. */
  readonly replaces?: string;
}

/** What `subscriptions add` is about to do. */
export interface SubscriptionPlan {
  readonly planned: readonly PlannedSubscription[];
  /** What is wanted as well, but has to be done manually. */
  readonly dashboardOnly: readonly Difference[];
}

/**
 * Says what to subscribe to: the object that is named, with the fields that are named or wanted; or all that is wanted
 * and not so yet.
 * @throws {@link CliError} USAGE if nothing is named, and nothing wanted
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
  const { byHand = [], byApi = [] } = Object.groupBy(
    compareSubscriptions(context, compared, actual).filter(({ isLoss }) => isLoss),
    ({ about }) => (DASHBOARD_ONLY_OBJECTS.has(about) ? 'byHand' : 'byApi'),
  );
  return { planned: byApi.map(({ about }) => plan(about, desired.subscriptions[about] ?? [])), dashboardOnly: byHand };
}

function nothingNamed({ app }: Compared, what: string): CliError {
  return new CliError('USAGE', {
    message: `the configuration names no ${what} for the app ${app.key}`,
    hint:
      `name object and fields (subscriptions add page feed), or set metaWebhooks.apps.${app.key}.subscriptions ` +
      `and deploy`,
  });
}
