import { InvalidArgumentError } from 'commander';
import { defineCommand } from '../../framework/define-command.ts';
import { SIGNATURES } from '../../../local/meta/sign.ts';
import { duration, wholeNumber } from '../../options/parse-value.ts';
import { MAX_SEED } from './max-seed.ts';

const NOTES = `Posts a body with Meta's signature and prints each response with its time. The
default target is the stack's callback URL, and the default app secret is the
one that the stack stores.

A sample gets new ids and the current time, so that each send is a new change.
--repeat posts the same body again, like a retry of Meta. The bytes of a file
are posted unchanged.

--simulate-retries splits the body into changes and sends them like Meta with
its retries: in any order and grouping, each POST with its own time, and some
again in other groups, until each was accepted. Changes with an id still become
one event each. Changes without an id (weak in --list) are identified only by
this time. --seed repeats the same groups.

--repeat and --simulate-retries end with a verdict: the number of changes that
were sent, delivered and emitted, of duplicates that were kept out, and of
changes that are missing or were emitted twice. It comes from the API of the
local run, or from a temporary rule on the stack's bus as for listen. It needs
about half a minute until a new rule takes effect, which one more request shows.
Without permission for this, send prints only the responses.

The app secret is never an argument. --secret-from prompt asks for it, env:NAME
reads an environment variable, and secret:NAME reads a Secrets Manager secret,
by name or ARN, with the JSON layout of the stack's secrets. With --local and
--url, the default is META_APP_SECRET if it is set, as for dev, else prompt. In
the folder of dev, --local reads the app secret that it generated, and asks for
nothing.

The exit code is 0 if every response has the expected status: 200, or 401 for
--sign wrong, sha1 and none, and if the verdict has nothing missing or twice.
Otherwise it is 1.`;

/** `send`. */
export const send = defineCommand({
  name: 'send',
  summary: 'send a sample or your own payload, signed like Meta',
  arguments: [{ name: '[sample]', description: 'name of a sample (see --list), or - for standard input' }],
  options: [
    { flags: '--list', description: 'list the samples that contain the given word' },
    { flags: '--file <path>', description: 'send the bytes of this file' },
    {
      flags: '--local [port]',
      description: 'send to the local run on this machine (default port: PORT or 3000)',
      parse: wholeNumber(1, 65_535),
      conflicts: ['url'],
    },
    { flags: '--url <url>', description: 'send to this callback URL' },
    { flags: '--app <key>', description: 'send to this app', defaultText: 'the only one' },
    {
      flags: '--secret-from <where>',
      description: 'where to read the app secret: prompt, env:NAME or secret:NAME',
    },
    {
      flags: '--sign <how>',
      description: 'signature: right, wrong (another secret), sha1 (only the old header), none',
      choices: SIGNATURES,
      default: 'right',
    },
    {
      flags: '--repeat <n>',
      description: 'number of times to send the same body',
      parse: wholeNumber(1, 10_000),
      default: 1,
    },
    { flags: '--batch <n>', description: 'number of changes in the body', parse: wholeNumber(1, 1_000), default: 1 },
    { flags: '--entry-id <id>', description: 'the entry.id to use', defaultText: "the sample's", parse: entryId },
    {
      flags: '--exact',
      description: 'send the sample as documented, always with the same ids',
      conflicts: ['entryId', 'batch'],
    },
    {
      flags: '--simulate-retries',
      description: 'simulate retries by Meta: other groups, other times, some changes again',
      conflicts: ['repeat'],
    },
    {
      flags: '--seed <n>',
      description: 'with --simulate-retries: repeat the groups of this seed',
      parse: wholeNumber(0, MAX_SEED),
    },
    {
      flags: '--for <time>',
      description: 'with --repeat and --simulate-retries: wait at most this long for the events',
      defaultText: '2m',
      parse: duration,
    },
  ],
  notes: [NOTES],
  examples: [
    { args: '--list' },
    { args: 'instagram --list', comment: 'the samples of one product' },
    { args: 'page.leadgen' },
    { args: 'instagram.comments --batch 100 --simulate-retries --seed 7' },
    { args: 'page.messages --local --repeat 2' },
    { args: '--file body.json --url https://hooks.example.com/webhooks/meta --secret-from prompt' },
    { args: 'page.leadgen --sign wrong' },
  ],
  connects: 'on-demand',
  run: async (context, { args, options }) => (await import('./run.ts')).send(context, args.sample, options),
});

function entryId(text: string): string {
  if (/^[\w-]{1,64}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be an id: up to 64 letters, digits, _ or -.');
}
