import { InvalidArgumentError } from 'commander';
import { defineCommand } from '../../framework/define-command.ts';
import { CALLBACK_URL_OPTION } from '../../meta/callback-url.ts';
import { DASHBOARD_STEPS, type DashboardSteps } from '../../../local/meta/dashboard-steps.ts';
import { setup as run } from './run.ts';

const NAMES = DASHBOARD_STEPS.map(({ name }) => name).join(', ');

const NOTES = `A secret is never an argument. prompt asks for it, env:NAME reads an environment
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
      flags: '--object <name>',
      description: `print only the steps for it: ${NAMES}`,
      repeatable: true,
      parse: dashboardSteps,
    },
    {
      flags: '--show-verify-token',
      description: 'print the verify token even with --json or if standard output is not a terminal',
    },
    { flags: '--no-round-trip', description: 'skip the end-to-end check' },
    { flags: '--dry-run', description: 'change nothing, and send only the challenge' },
  ],
  notes: [NOTES],
  examples: [
    { args: '' },
    { comment: 'A new app secret, after Reset in the App Dashboard', args: '--secret-from prompt' },
    { comment: 'Also the app secrets of Instagram Login and Threads', args: '--instagram --threads' },
    { args: '--app shop --secret-from env:SHOP_APP_SECRET --json --show-verify-token' },
    { args: '--dry-run' },
  ],
  connects: 'stack',
  run: async (context, { options }) => run(context, options),
});

function dashboardSteps(name: string): DashboardSteps {
  const steps = DASHBOARD_STEPS.find((one) => one.name === name);
  if (steps) return steps;
  throw new InvalidArgumentError(`It must be one of ${NAMES}.`);
}
