import type { Desired } from '../src/graph/resources/desired-subscriptions.ts';
import type { MetaAppProps } from './meta-webhooks-props.ts';

/** Returns the desired subscriptions by app; undefined if no app has any. */
export function desiredState(
  apps: Readonly<Record<string, MetaAppProps>>,
): Readonly<Record<string, Desired>> | undefined {
  const desired = Object.entries(apps).filter(
    ([, { appId, subscriptions, accounts }]) => appId ?? subscriptions ?? accounts,
  );
  return desired.length === 0 ? undefined : Object.fromEntries(desired.map(([app, props]) => [app, toDesired(props)]));
}

function toDesired({ appId, subscriptions = {}, accounts = {} }: MetaAppProps): Desired {
  const { pages = {}, whatsapp = [], instagram = {} } = accounts;
  return { appId, subscriptions, accounts: { pages, whatsapp, instagram } };
}
