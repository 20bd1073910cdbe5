import type { Command } from 'commander';
import type { ExitCode } from '../../errors/cli-error.ts';
import type { Context, Start } from '../../context.ts';
import { graphOptions, TOKENS } from '../../meta/graph-access.ts';
import { openSubscriptions, type OpenSubscriptions, type SubscriptionOptions } from './open-subscriptions.ts';
import { tableOf } from '../../terminal/output.ts';
import { sanitize } from '../../../src/text/terminal-safe.ts';
import { subscribe } from './subscribe.ts';
import { markedFields, tellDifferences } from '../../meta/report-differences.ts';
import { unsubscribe } from './unsubscribe.ts';
import { compareSubscriptions } from '../../meta/desired-subscriptions.ts';

const EXAMPLES = {
  list: `
${TOKENS}

Examples:
  npm run receiver -- subscriptions list
  npm run receiver -- subscriptions list --app shop --json \\
    | jq '.differences[].fix'`,
  add: `
The callback URL and the verify token come from the stack. Meta verifies the
callback URL before it responds. Existing fields are kept. Subscriptions to
instagram and whatsapp_business_account are possible only in the App Dashboard.

${TOKENS}

Examples:
  npm run receiver -- subscriptions add --dry-run
  npm run receiver -- subscriptions add
  npm run receiver -- subscriptions add page feed leadgen`,
  remove: `
${TOKENS}

Examples:
  npm run receiver -- subscriptions remove page feed --dry-run
  npm run receiver -- subscriptions remove user`,
} as const;

/** Adds `subscriptions list|add|remove`. */
export function addSubscriptions(program: Command, start: Start): void {
  const group = program.command('subscriptions').description('manage the webhook subscriptions of the Meta app');
  const command = (name: string, summary: string): Command =>
    graphOptions(
      group
        .command(name)
        .summary(summary)
        .option('--app <key>', "the app's key in the configuration (default: the only one)"),
    );
  command('list', 'list the current and the desired subscriptions')
    .description('Lists the current and the desired subscriptions of the app, and the commands that fix differences.')
    .addHelpText('after', EXAMPLES.list)
    .action(async (options: SubscriptionOptions, self: Command) =>
      start(self, async (context) => list(context, options)),
    );
  command('add', 'add the desired subscriptions, or fields of one object')
    .description(
      'Subscribes the app to fields of an object. Without arguments, ' +
        'adds all desired subscriptions that are missing at Meta.',
    )
    .argument('[object]', 'e.g. page')
    .argument('[fields...]', 'e.g. feed leadgen (default: the fields in the configuration)')
    .option('--no-include-values', 'let Meta send only the names of changed fields')
    .option('--force', 'accept objects and fields that are not in the catalog')
    .option('--dry-run', 'print the subscriptions without making them')
    .addHelpText('after', EXAMPLES.add)
    .action(async (...[object, fields, options, self]: [string | undefined, string[], SubscriptionOptions, Command]) =>
      start(self, async (context) => subscribe(context, { object, fields, options })),
    );
  command('remove', 'remove the subscription to an object or to some of its fields')
    .description('Removes the subscription to an object or to some of its fields.')
    .argument('<object>', 'e.g. page')
    .argument('[fields...]', 'e.g. feed (default: the whole object)')
    .option('--dry-run', 'print the subscription without removing it')
    .addHelpText('after', EXAMPLES.remove)
    .action(async (...[object, fields, options, self]: [string, string[], SubscriptionOptions, Command]) =>
      start(self, async (context) => unsubscribe(context, { object, fields, options })),
    );
}

async function list(context: Context, options: SubscriptionOptions): Promise<ExitCode> {
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
  for (const line of rowsOf(opened)) output.line(line);
  tellDifferences(output, differences, Object.keys(desired.subscriptions).length > 0);
  return 0;
}

/** Lists the current subscriptions, then the missing ones. */
function rowsOf({ actual, desired: { subscriptions }, app }: OpenSubscriptions): string[] {
  const missing = Object.keys(subscriptions).filter((object) => !actual.some((one) => one.object === object));
  if (actual.length + missing.length === 0) return ['The app has no subscriptions.'];
  const desiredOf = (object: string) =>
    Object.keys(subscriptions).length === 0 ? undefined : (subscriptions[object] ?? []);
  return tableOf(
    ['OBJECT', 'STATE', 'CALLBACK URL', 'FIELDS'],
    [
      ...actual.map(({ object, active, callbackUrl, fields }) => [
        sanitize(object),
        active ? 'active' : 'not active',
        callbackUrl === app.callbackUrl ? 'this' : 'another',
        markedFields(
          fields.map(({ name }) => name),
          callbackUrl === app.callbackUrl ? desiredOf(object) : subscriptions[object],
        ),
      ]),
      ...missing.map((object) => [object, 'missing', '-', markedFields([], subscriptions[object])]),
    ],
  );
}
