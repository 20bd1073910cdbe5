import { InvalidArgumentError } from 'commander';
import { CliError } from '../../errors/cli-error.ts';
import { defineCommand } from '../../framework/define-command.ts';
import { duration, wholeNumber } from '../../options/parse-value.ts';
import { mustBeForwardable } from './must-be-forwardable.ts';

const NOTES = `Prints events as they arrive, with a temporary rule on the stack's bus and an
encrypted queue that only this rule can send to. Both are removed when listen
ends: on Ctrl-C, --for, --count or an error. A new rule can take some seconds to
take effect. Earlier events are in the archive: replay emits them again, for
every consumer.

Message content is never printed without --values. With --json, each event is
one line of JSON (JSON lines), and detail.value requires --values.

--forward posts each event, with its value, to a URL on this machine or to an
https URL, and removes it from the queue after a 2xx response. Otherwise it
retries after 1, 2, 4 … 300 seconds. Events can arrive out of order or twice;
detail.id identifies them.

While the machine is asleep or offline, the queue keeps the events. A killed
process leaves its rule and queue behind. With --name and the same filters,
another process resumes within 14 days. Leftovers without a name are removed by
the next listen after a day, or by --clean-up ten minutes after their last use.
Rules and queues in use are never removed.

--local prints or forwards the events of the local run on this machine. It has
no queue: events are not kept while listen or the local run is stopped. If the
local run stops, listen waits for its next start.

The exit code is also 1 if --count was not reached.`;

/** `listen`. */
export const listen = defineCommand({
  name: 'listen',
  summary: 'print events as they arrive, or forward them to this machine',
  arguments: [],
  options: [
    {
      flags: '--local [port]',
      description: 'listen to the local run on this machine (default port: PORT or 3000)',
      parse: wholeNumber(1, 65_535),
      conflicts: ['name', 'cleanUp'],
    },
    { flags: '--app <key>', description: 'only events of this app; each filter can be repeated', repeatable: true },
    { flags: '--object <name>', description: 'only events of this object, e.g. instagram', repeatable: true },
    { flags: '--field <name>', description: 'only events of this field, e.g. comments', repeatable: true },
    { flags: '--kind <name>', description: 'only events of this kind, e.g. message', repeatable: true },
    { flags: '--values', description: 'also print the values: messages, names, texts' },
    { flags: '--forward <url>', description: 'post each event to this URL' },
    { flags: '--for <time>', description: 'end after this time: 30s, 10m, 2h', parse: duration },
    { flags: '--count <n>', description: 'end after this number of events', parse: wholeNumber(1, 1_000_000) },
    {
      flags: '--name <name>',
      description: 'name for resuming: a later listen with this name continues',
      parse: subscriptionName,
    },
    {
      flags: '--clean-up',
      description: 'remove leftovers of killed runs, then end; with --name, only that one',
      conflicts: ['forward', 'for', 'count', 'values'],
    },
    { flags: '--dry-run', description: 'with --clean-up: print the leftovers without removing them' },
  ],
  notes: [NOTES],
  examples: [
    { args: '' },
    { args: '--object instagram --field comments --values' },
    { args: '--forward http://localhost:4000/hook --name my-laptop' },
    { args: '--kind message --count 1 --for 5m --json', pipeTo: 'jq .detail.entryId' },
    { args: '--clean-up --dry-run' },
    { args: '--local --forward http://localhost:4000/hook' },
  ],
  connects: 'on-demand',
  check: ({ options }) => {
    mustBeForwardable(options.forward);
    if (options.dryRun === true && options.cleanUp !== true)
      throw new CliError('USAGE', {
        message: '--dry-run requires --clean-up',
        hint: 'Leave out --dry-run: listen removes only its own rule and queue.',
      });
  },
  run: async (context, { options }) => {
    if (options.local !== undefined) return (await import('./run.ts')).listenLocally(context, options);
    return context.withStack(async (connected) =>
      options.cleanUp === true
        ? (await import('./clean-up.ts')).cleanUp(connected, options)
        : (await import('./run.ts')).listen(connected, options),
    );
  },
});

function subscriptionName(text: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,35}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be up to 36 lowercase letters, digits and hyphens.');
}
