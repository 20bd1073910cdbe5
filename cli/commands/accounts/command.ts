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
A Page is asked with a token of somebody who has a role on it, or with its own; a WhatsApp account with a system user's;
an account of Instagram Login with its own, so only on its own: accounts list instagram <id>.`;

const EXAMPLES = {
  list: `${WHOSE}
${TOKENS}

Examples:
  npm run receiver -- accounts list
  npm run receiver -- accounts list page --all-pages
  npm run receiver -- accounts list whatsapp 102290129340398 --json`,
  subscribe: `
What an account sends already, it goes on sending. A field comes only if the app is subscribed to it as well.
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
  const group = program.command('accounts').description('which Pages, WhatsApp and Instagram accounts send to the app');
  addList(verb(group, 'list', 'show what they send, and what the configuration wants'), start);
  addSubscribe(verb(group, 'subscribe', 'have them send what the configuration wants, or what is named'), start);
  addUnsubscribe(verb(group, 'unsubscribe', 'have one no longer send'), start);
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
    .description('Shows what each account sends to the app, what the configuration wants, and how to fix what differs.')
    .addArgument(kindArgument('[kind]'))
    .argument('[id]', 'of the account (default: those that the configuration names)')
    .option('--all-pages', 'also every Page on which the person behind the token has a role')
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
      'Has an account send fields to the app; without arguments each that the configuration names and that ' +
        'does not send all of it.',
    )
    .addArgument(kindArgument('[kind]'))
    .argument('[id]', 'of the account (default: those that the configuration names)')
    .argument('[fields...]', 'e.g. feed leadgen (default: those that the configuration names); none of whatsapp')
    .option('--force', 'also fields that are not known here')
    .option('--dry-run', 'say what would be subscribed, change nothing')
    .addHelpText('after', EXAMPLES.subscribe)
    .action(async (...[kind, id, fields, options, self]: SubscribeArguments) =>
      start(self, async (context) => subscribeAccounts(context, { kind, id, options }, fields)),
    );
}

function addUnsubscribe(command: Command, start: Start): void {
  command
    .description('Has an account no longer send anything to the app.')
    .addArgument(kindArgument('<kind>'))
    .argument('<id>', 'of the account')
    .option('--dry-run', 'say what would be ended, change nothing')
    .addHelpText('after', EXAMPLES.unsubscribe)
    .action(async (...[kind, id, options, self]: [AccountName['kind'], string, AccountOptions, Command]) =>
      start(self, async (context) => unsubscribeAccount(context, { kind, id, options })),
    );
}

function kindArgument(name: string): Argument {
  return new Argument(name, 'of account').choices(KINDS);
}
