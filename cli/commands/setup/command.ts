import { CliError } from '../../errors/cli-error.ts';
import { defineCommand } from '../../framework/define-command.ts';
import { CALLBACK_URL_OPTION } from '../../meta/callback-url.ts';
import { duration } from '../../options/parse-value.ts';
import { parseProducts, PRODUCT_NAMES } from './products.ts';

const NOTES = `On a terminal, setup asks which products you use, offers to run the commands
that subscribe them as far as the Graph API allows, and prints the steps that
are left, then the values for the App Dashboard. Without a terminal, or with
--non-interactive, it asks nothing. If a check fails, it stops and says what to
check.

--wait ends when the first event of the products is on the bus, and reports when
Meta has verified the callback URL. It uses a temporary rule, as listen does,
and the app's subscriptions at Meta if the app id is configured. A test event of
the App Dashboard counts.

A secret is never an argument. prompt asks for it, env:NAME reads an environment
variable, and secret:NAME reads a Secrets Manager secret that contains only this
secret or has the JSON layout of the receiver's secrets. setup keeps stored
secrets unless an option provides a new one. It writes all changes as one secret
version. The previous version is accepted for previousSecretGraceHours.

The round trip is an end-to-end check: it posts one signed request to the
callback URL and waits for its event, meta_webhooks.round_trip, with a temporary
rule on the bus. Rules for Meta's objects do not match this event, but rules
that match everything do.`;

/** `setup`. */
export const setup = defineCommand({
  name: 'setup',
  summary: 'store the app secret, check the callback URL, and print the steps in the App Dashboard',
  arguments: [],
  options: [
    CALLBACK_URL_OPTION,
    { flags: '--app <key>', description: 'the app', defaultText: 'the only one' },
    {
      flags: '--secret-from <where>',
      description: 'where to read the app secret: prompt, env:NAME or secret:NAME',
      defaultText: 'prompt if none is stored',
    },
    {
      flags: '--instagram [where]',
      description: 'also store the app secret of Instagram Login',
      defaultText: 'prompt',
    },
    { flags: '--threads [where]', description: 'also store the app secret of Threads', defaultText: 'prompt' },
    { flags: '--force', description: 'accept a value that does not look like an app secret' },
    {
      flags: '--object <names>',
      description: `the products, separated by commas: ${PRODUCT_NAMES}`,
      defaultText: 'asked on a terminal, else those in the configuration',
      repeatable: true,
      parse: parseProducts,
    },
    {
      flags: '--show-verify-token',
      description: 'print the verify token even with --json or if standard output is not a terminal',
    },
    { flags: '--no-round-trip', description: 'skip the end-to-end check' },
    {
      flags: '--wait',
      description: "wait for Meta's challenge and the first event",
      conflicts: ['dryRun'],
    },
    { flags: '--for <time>', description: 'with --wait: end after this time', defaultText: '10m', parse: duration },
    { flags: '--non-interactive', description: 'ask nothing; fail if a value is missing' },
    { flags: '--dry-run', description: 'change nothing, and send only the challenge' },
  ],
  notes: [NOTES],
  examples: [
    { args: '' },
    { args: '--object whatsapp,page --wait' },
    { comment: 'A new app secret, after Reset in the App Dashboard', args: '--secret-from prompt' },
    { comment: 'Also the app secrets of Instagram Login and Threads', args: '--instagram --threads' },
    { args: '--non-interactive --secret-from env:APP_SECRET' },
    { args: '--app shop --secret-from env:SHOP_APP_SECRET --json --show-verify-token' },
    { args: '--dry-run' },
  ],
  connects: 'stack',
  check: ({ options }) => {
    if (options.for === undefined || options.wait === true) return;
    throw new CliError('USAGE', { message: '--for requires --wait', hint: 'Add --wait, or leave out --for.' });
  },
  run: async (context, { options }) => (await import('./run.ts')).setup(context, options),
});
