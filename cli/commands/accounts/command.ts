import { Argument, type Command } from 'commander';
import type { AccountName } from '../../meta/account.ts';
import type { Start } from '../../context.ts';
import { graphOptions, TOKENS } from '../../meta/graph-access.ts';
import { listAccounts } from './list.ts';
import type { AccountOptions, AskedAccounts } from './open-accounts.ts';
import { subscribeAccounts } from './subscribe.ts';
import { unsubscribeAccount } from './unsubscribe.ts';

const KINDS = ['page', 'whatsapp', 'instagram'] as const;

const WHOSE = `
A Page needs an access token of a person or system user with a role on it, or
its own Page access token. A WhatsApp account needs the token of a system user.
Each account of Instagram Login needs its own token, so name one account:
instagram <id>.`;

const EXAMPLES = {
  list: `${WHOSE}

${TOKENS}

Examples:
  npm run receiver -- accounts list
  npm run receiver -- accounts list page --all-pages
  npm run receiver -- accounts list whatsapp 102290129340398 --json`,
  subscribe: `
An account keeps its current fields. Meta sends a field only if the app is
subscribed to it too (subscriptions add).
${WHOSE}

${TOKENS}

Examples:
  npm run receiver -- accounts subscribe --dry-run
  npm run receiver -- accounts subscribe page 1755847768034402 feed leadgen
  npm run receiver -- accounts subscribe whatsapp 102290129340398`,
  unsubscribe: `${WHOSE}

${TOKENS}

Examples:
  npm run receiver -- accounts unsubscribe page 1755847768034402 --dry-run
  npm run receiver -- accounts unsubscribe page 1755847768034402`,
} as const;

/** Adds `accounts list|subscribe|unsubscribe`. */
export function addAccounts(program: Command, start: Start): void {
  const group = program
    .command('accounts')
    .description('manage which Pages, WhatsApp and Instagram accounts send to the app');
  addList(verb(group, 'list', 'list the accounts with their fields and the desired fields'), start);
  addSubscribe(
    verb(group, 'subscribe', 'subscribe the app to the accounts in the configuration, or to one account'),
    start,
  );
  addUnsubscribe(verb(group, 'unsubscribe', 'unsubscribe the app from an account'), start);
}

const verb = (group: Command, name: string, summary: string): Command =>
  graphOptions(
    group
      .command(name)
      .summary(summary)
      .option('--app <key>', "the app's key in the configuration (default: the only one)"),
  );

function addList(command: Command, start: Start): void {
  command
    .description(
      'Lists the fields that each account sends to the app, the desired fields, and the commands that fix differences.',
    )
    .addArgument(kindArgument('[kind]'))
    .argument('[id]', 'the id of the account (default: the accounts in the configuration)')
    .option('--all-pages', 'include every Page on which the owner of the token has a role')
    .addHelpText('after', EXAMPLES.list)
    .action(
      async (...[kind, id, options, self]: [AskedAccounts['kind'], string | undefined, AccountOptions, Command]) =>
        start(self, async (context) => listAccounts(context, { kind, id, options })),
    );
}

type SubscribeArguments = [AskedAccounts['kind'], string | undefined, string[], AccountOptions, Command];

function addSubscribe(command: Command, start: Start): void {
  command
    .description(
      'Subscribes the app to fields of an account. Without arguments, subscribes it to every account in the ' +
        'configuration that does not send all its desired fields.',
    )
    .addArgument(kindArgument('[kind]'))
    .argument('[id]', 'the id of the account (default: the accounts in the configuration)')
    .argument('[fields...]', 'e.g. feed leadgen (default: the fields in the configuration); not for whatsapp')
    .option('--force', 'accept fields that are not in the catalog')
    .option('--dry-run', 'print the subscriptions without making them')
    .addHelpText('after', EXAMPLES.subscribe)
    .action(async (...[kind, id, fields, options, self]: SubscribeArguments) =>
      start(self, async (context) => subscribeAccounts(context, { kind, id, options }, fields)),
    );
}

function addUnsubscribe(command: Command, start: Start): void {
  command
    .description('Unsubscribes the app from an account, so that it sends nothing to the app any more.')
    .addArgument(kindArgument('<kind>'))
    .argument('<id>', 'the id of the account')
    .option('--dry-run', 'print the subscription without ending it')
    .addHelpText('after', EXAMPLES.unsubscribe)
    .action(async (...[kind, id, options, self]: [AccountName['kind'], string, AccountOptions, Command]) =>
      start(self, async (context) => unsubscribeAccount(context, { kind, id, options })),
    );
}

function kindArgument(name: string): Argument {
  return new Argument(name, 'the kind of account').choices(KINDS);
}
