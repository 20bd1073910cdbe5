import { InvalidArgumentError } from 'commander';
import type { Desired } from '../../../src/graph/resources/desired-subscriptions.ts';
import { DASHBOARD_STEPS, type DashboardSteps } from '../../../local/meta/dashboard-steps.ts';
import type { Context } from '../../context.ts';

/** The names of all products, for help and errors. */
export const PRODUCT_NAMES = DASHBOARD_STEPS.map(({ name }) => name).join(', ');

/** Products whose webhook object has another name. */
const OBJECTS: Readonly<Record<string, string>> = { messenger: 'page', whatsapp: 'whatsapp_business_account' };
/** Fields of a Page that belong to Messenger. */
const MESSENGER_FIELD = /^messag/;

/**
 * Parses `page` or `page,whatsapp`. The object of a product stands for it too, because other commands name that.
 * @throws InvalidArgumentError
 */
export function parseProducts(text: string): readonly DashboardSteps[] {
  return text.split(',').map((name) => {
    const typed = name.trim();
    const steps =
      DASHBOARD_STEPS.find((one) => one.name === typed) ?? DASHBOARD_STEPS.find((one) => toObject(one) === typed);
    if (steps) return steps;
    throw new InvalidArgumentError(`It must be one or more of ${PRODUCT_NAMES}, separated by commas.`);
  });
}

/** Returns the webhook object of a product. */
export function toObject({ name }: DashboardSteps): string {
  return OBJECTS[name] ?? name;
}

/**
 * Asks which products to set up. The products in the configuration are already chosen. If nobody can answer, returns
 * those, or all products if the configuration has none.
 */
export async function chooseProducts(
  { ports }: Pick<Context, 'ports'>,
  desired: Desired,
  mayAsk: boolean,
): Promise<readonly DashboardSteps[]> {
  const configured = new Set(listConfigured(desired));
  if (!mayAsk)
    return configured.size === 0 ? DASHBOARD_STEPS : DASHBOARD_STEPS.filter(({ name }) => configured.has(name));
  const chosen = await ports.choose(
    'Which products do you use?',
    DASHBOARD_STEPS.map(({ name, title }) => ({ value: name, name: title, checked: configured.has(name) })),
  );
  return DASHBOARD_STEPS.filter(({ name }) => chosen.includes(name));
}

function listConfigured({ subscriptions, accounts }: Desired): string[] {
  const pageFields = [...(subscriptions['page'] ?? []), ...Object.values(accounts.pages).flat()];
  const isMessenger = pageFields.some((field) => MESSENGER_FIELD.test(field));
  return [
    ...Object.keys(subscriptions).filter((object) => object !== 'page'),
    ...(pageFields.some((field) => !MESSENGER_FIELD.test(field)) ? ['page'] : []),
    ...(isMessenger ? ['messenger'] : []),
    ...('whatsapp_business_account' in subscriptions || accounts.whatsapp.length > 0 ? ['whatsapp'] : []),
    ...(Object.keys(accounts.instagram).length > 0 ? ['instagram'] : []),
  ];
}
