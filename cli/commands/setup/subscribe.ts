import { DASHBOARD_ONLY_OBJECTS } from '../../../src/graph/resources/app-subscriptions.ts';
import type { Desired } from '../../../src/graph/resources/desired-subscriptions.ts';
import type { DashboardSteps } from '../../../local/meta/dashboard-steps.ts';
import type { DeployedApp } from '../../aws/stack.ts';
import type { Context } from '../../context.ts';
import type { ExitCode } from '../../errors/cli-error.ts';
import { PROGRAM_NAME } from '../../framework/help-text.ts';
import { appOption } from '../../meta/desired-subscriptions.ts';
import { toObject } from './products.ts';

/** What to subscribe: the products that were chosen, and the fields and accounts in the configuration. */
export interface SubscribePlan {
  readonly app: DeployedApp;
  readonly products: readonly DashboardSteps[];
  readonly desired: Desired;
}

/**
 * Lists the commands that make the desired subscriptions of the chosen products, as far as the Graph API allows. None
 * if the app id is not configured.
 */
export function listSubscribeCommands({ products, desired }: Omit<SubscribePlan, 'app'>): readonly string[][] {
  if (desired.appId === undefined) return [];
  const objects = [...new Set(products.map(toObject))];
  const { pages, whatsapp, instagram } = desired.accounts;
  const has = (object: string, count: number): boolean => objects.includes(object) && count > 0;
  return [
    ...objects
      .filter((object) => object in desired.subscriptions && !DASHBOARD_ONLY_OBJECTS.has(object))
      .map((object) => ['subscriptions', 'add', object]),
    ...(has('page', Object.keys(pages).length) ? [['accounts', 'add', 'page']] : []),
    ...(has('whatsapp_business_account', whatsapp.length) ? [['accounts', 'add', 'whatsapp']] : []),
    ...(objects.includes('instagram') ? Object.keys(instagram) : []).map((id) => ['accounts', 'add', 'instagram', id]),
  ];
}

/** Offers to run each command, and runs those that the person confirms. @returns 1 if one of them failed */
export async function offerSubscriptions(context: Context, plan: SubscribePlan): Promise<ExitCode> {
  const option = appOption(context, plan.app);
  let exitCode: ExitCode = 0;
  for (const command of listSubscribeCommands(plan)) {
    const line = `${PROGRAM_NAME} ${command.join(' ')}${option}`;
    if (!(await context.ports.confirm(`Run \`${line}\` now?`))) continue;
    const code = await context.runCommand([...command, ...option.split(' ').filter((word) => word !== '')]);
    if (code === 0) continue;
    exitCode = 1;
    context.output.note(`Not done. Run \`${line}\` again later, or use the App Dashboard.`);
  }
  return exitCode;
}
