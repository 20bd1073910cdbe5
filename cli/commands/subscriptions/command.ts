import { defineCommand, defineGroup } from '../../framework/define-command.ts';
import { APP_CLIENT_OPTIONS, APP_GRAPH_OPTIONS, TOKENS } from '../../meta/graph-options.ts';

const list = defineCommand({
  name: 'list',
  summary: 'list the current and the desired subscriptions',
  description: 'Lists the current and the desired subscriptions of the app, and the commands that fix differences.',
  arguments: [],
  options: APP_GRAPH_OPTIONS,
  notes: [TOKENS],
  examples: [{ args: '' }, { args: '--app shop --json', pipeTo: "jq '.differences[].fix'" }],
  connects: 'stack',
  run: async (context, { options }) => (await import('./list.ts')).listSubscriptions(context, options),
});

const ADDING = `The callback URL and the verify token come from the stack. Meta verifies the
callback URL before it responds. Existing fields are kept. Subscriptions to
instagram are possible only in the App Dashboard. If Meta rejects a subscription
to whatsapp_business_account, use the App Dashboard too.`;

const add = defineCommand({
  name: 'add',
  summary: 'add the desired subscriptions, or fields of one object',
  description:
    'Subscribes the app to fields of an object. Without arguments, adds all desired subscriptions that are missing ' +
    'at Meta.',
  arguments: [
    { name: '[object]', description: 'e.g. page' },
    { name: '[fields...]', description: 'e.g. feed leadgen', defaultText: 'the fields in the configuration' },
  ],
  options: [
    ...APP_GRAPH_OPTIONS,
    { flags: '--no-include-values', description: 'let Meta send only the names of changed fields' },
    { flags: '--force', description: 'accept objects and fields that are not in the catalog' },
    { flags: '--dry-run', description: 'print the subscriptions without making them' },
  ],
  notes: [ADDING, TOKENS],
  examples: [{ args: '--dry-run' }, { args: '' }, { args: 'page feed leadgen' }],
  connects: 'stack',
  run: async (context, { args, options }) => (await import('./add.ts')).addSubscriptions(context, { ...args, options }),
});

const remove = defineCommand({
  name: 'remove',
  summary: 'remove the subscription to an object or to some of its fields',
  description: 'Removes the subscription to an object or to some of its fields.',
  arguments: [
    { name: '<object>', description: 'e.g. page' },
    { name: '[fields...]', description: 'e.g. feed', defaultText: 'the whole object' },
  ],
  options: [...APP_CLIENT_OPTIONS, { flags: '--dry-run', description: 'print the subscription without removing it' }],
  notes: [TOKENS],
  examples: [{ args: 'page feed --dry-run' }, { args: 'user' }],
  connects: 'stack',
  run: async (context, { args, options }) =>
    (await import('./remove.ts')).removeSubscription(context, { ...args, options }),
});

/** `subscriptions list|add|remove`. */
export const subscriptions = defineGroup({
  name: 'subscriptions',
  summary: 'manage the webhook subscriptions of the Meta app',
  verbs: [list, add, remove],
});
