import { defineCommand, defineGroup } from '../../framework/define-command.ts';
import type { ArgumentSpec, OptionSpec } from '../../framework/option-spec.ts';
import { CALLBACK_URL_OPTION } from '../../meta/callback-url.ts';
import { APP_CLIENT_OPTIONS, TOKENS } from '../../meta/graph-options.ts';

const KIND = {
  name: '[kind]',
  description: 'the kind of account',
  choices: ['page', 'whatsapp', 'instagram'],
} as const satisfies ArgumentSpec;

const ID = {
  name: '[id]',
  description: 'the id of the account',
  defaultText: 'the accounts in the configuration',
} as const satisfies ArgumentSpec;

const LOGIN = {
  flags: '--login <login>',
  description: 'the Instagram API setup of the app',
  choices: ['instagram', 'unified'],
  default: 'instagram',
} as const satisfies OptionSpec;

const OPTIONS = [...APP_CLIENT_OPTIONS, LOGIN] as const;

/** For the commands that compare. */
const COMPARED_URL = {
  ...CALLBACK_URL_OPTION,
  description: "the callback URL that a WhatsApp account's own must equal, if it is not the stack's",
} as const satisfies OptionSpec;

const WHOSE = `A Page needs an access token of a person or system user with a role on it, or
its own Page access token. A WhatsApp account needs the token of a system user.
Each account of Instagram Login needs its own token, so name one account:
instagram <id>. With Unified Login (--login unified), an Instagram account needs
the business integration system user token of its owner. An Instagram account
with Facebook Login sends through its Page.`;

const list = defineCommand({
  name: 'list',
  summary: 'list the accounts with their fields and the desired fields',
  description:
    'Lists the fields that each account sends to the app, the desired fields, and the commands that fix differences.',
  arguments: [KIND, ID],
  options: [
    ...OPTIONS,
    COMPARED_URL,
    { flags: '--all-pages', description: 'include every Page on which the owner of the token has a role' },
  ],
  notes: [WHOSE, TOKENS],
  examples: [{ args: '' }, { args: 'page --all-pages' }, { args: 'whatsapp 102290129340398 --json' }],
  connects: 'stack',
  run: async (context, { args, options }) => (await import('./list.ts')).listAccounts(context, { ...args, options }),
});

const KEPT = `An account keeps its current fields. Meta sends a field only if the app is
subscribed to it too (subscriptions add).`;

const add = defineCommand({
  name: 'add',
  summary: 'add the accounts in the configuration that are missing, or one account',
  description:
    'Subscribes the app to fields of an account. Without arguments, subscribes it to every account in the ' +
    'configuration that does not send all its desired fields.',
  arguments: [
    KIND,
    ID,
    {
      name: '[fields...]',
      description: 'e.g. feed leadgen; not for whatsapp',
      defaultText: 'the fields in the configuration',
    },
  ],
  options: [
    ...OPTIONS,
    COMPARED_URL,
    { flags: '--force', description: 'accept fields that are not in the catalog' },
    { flags: '--dry-run', description: 'print the subscriptions without making them' },
  ],
  notes: [KEPT, WHOSE, TOKENS],
  examples: [
    { args: '--dry-run' },
    { args: 'page 1755847768034402 feed leadgen' },
    { args: 'whatsapp 102290129340398' },
    { args: 'instagram 17841405822304914 comments --login unified' },
  ],
  connects: 'stack',
  run: async (context, { args: { kind, id, fields }, options }) =>
    (await import('./add.ts')).addAccounts(context, { kind, id, options }, fields),
});

const remove = defineCommand({
  name: 'remove',
  summary: 'remove the subscription of an account, so that it sends nothing to the app',
  description: 'Unsubscribes the app from an account. The account then sends nothing to the app.',
  arguments: [
    { ...KIND, name: '<kind>' },
    { name: '<id>', description: 'the id of the account' },
  ],
  options: [...OPTIONS, { flags: '--dry-run', description: 'print the subscription without removing it' }],
  notes: [WHOSE, TOKENS],
  examples: [{ args: 'page 1755847768034402 --dry-run' }, { args: 'page 1755847768034402' }],
  connects: 'stack',
  run: async (context, { args, options }) => (await import('./remove.ts')).removeAccount(context, { ...args, options }),
});

/** `accounts list|add|remove`. */
export const accounts = defineGroup({
  name: 'accounts',
  summary: 'manage which Pages, WhatsApp and Instagram accounts send to the app',
  verbs: [list, add, remove],
  formerVerbs: new Map([
    ['subscribe', 'add'],
    ['unsubscribe', 'remove'],
  ]),
});
