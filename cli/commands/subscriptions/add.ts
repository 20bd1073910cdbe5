import { addAppSubscription } from '../../../src/graph/resources/app-subscriptions.ts';
import { CliError, type ExitCode } from '../../errors/cli-error.ts';
import { throwIfInterrupted, type Context } from '../../context.ts';
import { explainError } from '../../errors/explain-error.ts';
import { mustBeKnown } from '../../meta/known-topic.ts';
import { openSubscriptions, type AskedSubscription, type OpenSubscriptions } from './open-subscriptions.ts';
import { sanitize } from '../../../src/text/terminal-safe.ts';
import { planSubscriptions, type PlannedSubscription, type SubscriptionPlan } from './subscription-plan.ts';

/** Subscribes the app to the given object, or to all desired subscriptions that are missing. */
export async function addSubscriptions(
  context: Context,
  { object, fields, options }: AskedSubscription,
): Promise<ExitCode> {
  const { dryRun = false, includeValues = true, force = false } = options;
  if (object !== undefined && !force) mustBeKnown(object, fields);
  const opened = await openSubscriptions(context, options, { object, fields });
  mustHaveVerifyToken(opened);
  const plan = planSubscriptions(context, opened, { object, fields });
  const { done, stoppedBy } = dryRun
    ? { done: plan.planned }
    : await carryOut(context, opened, { ...plan, includeValues });
  const { app, appId } = opened;
  context.output.document({
    dryRun,
    app: app.key,
    appId,
    callbackUrl: app.callbackUrl,
    includeValues,
    includeClientCertificate: app.mutualTls,
    subscribed: done,
    dashboardOnly: plan.dashboardOnly,
  });
  report(context, { ...plan, planned: done, includeValues, includeClientCertificate: app.mutualTls }, dryRun);
  if (stoppedBy !== undefined) throw stoppedBy;
  return 0;
}

function report({ output }: Context, { dashboardOnly, ...plan }: Reported, dryRun: boolean): void {
  const { planned } = plan;
  for (const one of planned) output.line(`${dryRun ? 'would subscribe' : 'subscribed'}  ${formatSentence(one, plan)}`);
  if (planned.length === 0)
    output.line('Nothing to do: all subscriptions that the Graph API allows match the configuration.');
  for (const { sentence, fix } of dashboardOnly) output.note(`In the App Dashboard: ${sentence}.\n  ${fix}`);
  if (dryRun) output.line('Dry run: nothing was changed.');
}

function mustHaveVerifyToken({ secret, app }: OpenSubscriptions): void {
  if (secret.verifyToken !== '') return;
  throw new CliError('SECRET_INCOMPLETE', {
    message: `no verify token is stored for the app ${app.key}`,
    hint: 'Run `npx meta-webhooks setup` to generate one: Meta needs it to verify the callback URL.',
  });
}

function formatSentence(
  { object, fields, replaces }: PlannedSubscription,
  { includeValues, includeClientCertificate }: Pick<Reported, 'includeClientCertificate' | 'includeValues'>,
): string {
  const values = includeValues ? '' : ', without values';
  const certificate = includeClientCertificate ? ", with Meta's client certificate" : '';
  const instead = replaces === undefined ? '' : `, replaces the callback URL ${sanitize(replaces)}`;
  return `${sanitize(object)}: ${fields.map(sanitize).join(', ')}${values}${certificate}${instead}`;
}

interface Plan extends SubscriptionPlan {
  readonly includeValues: boolean;
}

interface Reported extends Plan {
  readonly includeClientCertificate: boolean;
}

/** Returns the finished part even if a later subscription fails. */
async function carryOut(
  { ports, output }: Context,
  { client, appId, app, secret }: OpenSubscriptions,
  { planned, includeValues }: Plan,
): Promise<{ readonly done: readonly PlannedSubscription[]; readonly stoppedBy?: CliError }> {
  const done: PlannedSubscription[] = [];
  try {
    for (const one of planned) {
      throwIfInterrupted(ports);
      output.progress(() => `subscribing to ${one.object}`);
      const { object, fields } = one;
      await addAppSubscription(client, {
        appId,
        object,
        fields,
        callbackUrl: app.callbackUrl,
        verifyToken: secret.verifyToken,
        includeValues,
        includeClientCertificate: app.mutualTls,
      });
      done.push(one);
    }
    return { done };
  } catch (error) {
    if (done.length === 0) throw error;
    return { done, stoppedBy: explainError(error) };
  }
}
