import { removeAppSubscription } from '../../../src/graph/resources/app-subscriptions.ts';
import { CliError, type ExitCode } from '../../errors/cli-error.ts';
import type { Context } from '../../context.ts';
import { openSubscriptions, type AskedSubscription, type OpenSubscriptions } from './open-subscriptions.ts';
import { sanitize } from '../../../src/text/terminal-safe.ts';
import { appOption } from '../../meta/desired-subscriptions.ts';

/** Removes an app's subscription to an object, or to some of its fields. */
export async function removeSubscription(
  context: Context,
  { object, fields, options }: AskedSubscription<string>,
): Promise<ExitCode> {
  const { dryRun = false } = options;
  const opened = await openSubscriptions(context, options, { object, fields });
  const { app, appId, client } = opened;
  const there = getFields(context, opened, { object, fields });
  const named = fields.length === 0 ? undefined : fields;
  if (!dryRun) await removeAppSubscription(client, { appId, object, fields: named });
  const ended = named ?? there;
  const left = there.filter((field) => !ended.includes(field));
  context.output.document({ dryRun, app: app.key, appId, ended: { object, fields: ended }, left });
  report(context, opened, { object, ended, left, dryRun });
  return 0;
}

interface Ended {
  readonly object: string;
  readonly ended: readonly string[];
  readonly left: readonly string[];
  readonly dryRun: boolean;
}

function report({ output }: Context, { desired }: OpenSubscriptions, { object, ended, left, dryRun }: Ended): void {
  const rest = left.length === 0 ? 'nothing remains' : `remaining: ${left.map(sanitize).join(', ')}`;
  output.line(
    `${dryRun ? 'would remove' : 'removed'}  ${sanitize(object)}: ${ended.map(sanitize).join(', ')}; ${rest}`,
  );
  const missed = ended.filter((field) => desired.subscriptions[object]?.includes(field));
  if (missed.length > 0)
    output.note(`The configuration still contains ${object}: ${missed.join(', ')}. Remove it there too.`);
  if (dryRun) output.line('Dry run: nothing was changed.');
}

/** Returns the current fields of the object. Rejects given fields that are not among them, as probably misspelled. */
function getFields(
  context: Context,
  { actual, app }: OpenSubscriptions,
  { object, fields }: { readonly object: string; readonly fields: readonly string[] },
): readonly string[] {
  const there = actual.find((one) => one.object === object)?.fields.map(({ name }) => name);
  const missing = fields.filter((field) => !there?.includes(field));
  if (there && missing.length === 0) return there;
  throw new CliError('NOT_SUBSCRIBED', {
    message: `the app is not subscribed to ${sanitize(object)}${there ? `: ${missing.map(sanitize).join(', ')}` : ''}`,
    hint: `Run subscriptions list${appOption(context, app)} for the current subscriptions. Nothing was changed.`,
  });
}
