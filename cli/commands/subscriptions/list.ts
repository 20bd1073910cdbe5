import type { ExitCode } from '../../errors/cli-error.ts';
import type { Context } from '../../context.ts';
import { openSubscriptions, type OpenSubscriptions, type SubscriptionOptions } from './open-subscriptions.ts';
import type { Printer } from '../../terminal/printer.ts';
import { sanitize } from '../../../src/text/terminal-safe.ts';
import { yellow } from '../../../local/terminal/text.ts';
import { markedFields, paintFields, reportDifferences } from '../../meta/report-differences.ts';
import { compareSubscriptions, type Difference } from '../../meta/desired-subscriptions.ts';
import { formatStatus } from '../../terminal/status.ts';

/** Lists the current and the desired subscriptions, and their differences. */
export async function listSubscriptions(context: Context, options: SubscriptionOptions): Promise<ExitCode> {
  const { output } = context;
  const opened = await openSubscriptions(context, options);
  const { app, appId, desired, actual } = opened;
  const differences = compareSubscriptions(context, opened, actual);
  output.document({
    app: app.key,
    appId,
    callbackUrl: app.callbackUrl,
    subscriptions: actual,
    desired: desired.subscriptions,
    differences,
  });
  output.line(`App ${appId} (${app.key}), callback URL ${app.callbackUrl}`);
  output.line();
  printRows(output, opened, differences);
  reportDifferences(output, {
    differences,
    isAnythingDesired: Object.keys(desired.subscriptions).length > 0,
    isAnythingSent: actual.some(({ active, callbackUrl }) => active && callbackUrl === app.callbackUrl),
  });
  return 0;
}

/** Lists the current subscriptions, then the missing ones. */
function printRows(
  printer: Printer,
  { actual, desired: { subscriptions }, app }: OpenSubscriptions,
  differences: readonly Difference[],
): void {
  const { screen } = printer;
  const missing = Object.keys(subscriptions).filter((object) => !actual.some((one) => one.object === object));
  if (actual.length + missing.length === 0) {
    printer.line('The app has no subscriptions.');
    return;
  }
  const getDesired = (object: string) =>
    Object.keys(subscriptions).length === 0 ? undefined : (subscriptions[object] ?? []);
  printer.table(
    ['OBJECT', 'STATE', 'CALLBACK URL', { title: 'FIELDS', wraps: true }],
    [
      ...actual.map(({ object, active, callbackUrl, fields }) => [
        sanitize(object),
        active ? formatStatus('active', 'good', screen) : formatStatus('not active', 'bad', screen),
        callbackUrl === app.callbackUrl ? 'this' : yellow('another'),
        paintFields(
          markedFields(
            fields.map(({ name }) => name),
            callbackUrl === app.callbackUrl ? getDesired(object) : subscriptions[object],
          ),
          object,
          differences,
        ),
      ]),
      ...missing.map((object) => [
        object,
        formatStatus('missing', 'bad', screen),
        '-',
        paintFields(markedFields([], subscriptions[object]), object, differences),
      ]),
    ],
  );
}
