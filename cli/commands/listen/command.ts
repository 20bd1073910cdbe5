import { InvalidArgumentError, Option, type Command } from 'commander';
import {
  cleanUpSubscriptions,
  openSubscription,
  type TemporarySubscription,
} from '../../aws/temporary-subscription.ts';
import { wholeNumber } from '../../options/parse-value.ts';
import { CliError, type ExitCode } from '../../errors/cli-error.ts';
import { collect, type Context, type Start } from '../../context.ts';
import { explainError } from '../../errors/explain-error.ts';
import { forwarder } from './forward.ts';
import { listenTo, type Heard } from './listen-loop.ts';
import { countOf } from '../../terminal/output.ts';
import { sanitize } from '../../../src/text/terminal-safe.ts';
import { SAMPLES } from '../../meta/samples.ts';
import { printer } from './show-event.ts';
import { parseDuration } from '../../options/time.ts';
import { isPrivateUrl } from '../../../src/text/loopback.ts';

interface ListenOptions {
  readonly app?: readonly string[];
  readonly object?: readonly string[];
  readonly field?: readonly string[];
  readonly kind?: readonly string[];
  readonly values?: boolean;
  readonly forward?: string;
  readonly for?: number;
  readonly count?: number;
  readonly name?: string;
  readonly cleanUp?: boolean;
}

const HELP = `
Prints events as they arrive, with a temporary rule on the stack's bus and an
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

The exit code is also 1 if --count was not reached.

Examples:
  npm run receiver -- listen
  npm run receiver -- listen --object instagram --field comments --values
  npm run receiver -- listen --forward http://localhost:4000/hook \\
    --name my-laptop
  npm run receiver -- listen --kind message --count 1 --for 5m --json \\
    | jq .detail.entryId
  npm run receiver -- listen --clean-up`;

const DAY_MS = 24 * 3_600_000;

/** Adds `listen`. */
export function addListen(program: Command, start: Start): void {
  program
    .command('listen')
    .description('print events as they arrive, or forward them to this machine')
    .option('--app <key>', 'only events of this app; each filter can be repeated', collect)
    .option('--object <name>', 'only events of this object, e.g. instagram', collect)
    .option('--field <name>', 'only events of this field, e.g. comments', collect)
    .option('--kind <name>', 'only events of this kind, e.g. message', collect)
    .option('--values', 'also print the values: messages, names, texts')
    .option('--forward <url>', 'post each event to this URL')
    .option('--for <time>', 'end after this time: 30s, 10m, 2h', duration)
    .option('--count <n>', 'end after this number of events', wholeNumber(1, 1_000_000))
    .option('--name <name>', 'name for resuming: a later listen with this name continues', subscriptionName)
    .addOption(
      new Option('--clean-up', 'remove leftovers of killed runs, then end; with --name, only that one').conflicts([
        'forward',
        'for',
        'count',
        'values',
      ]),
    )
    .addHelpText('after', HELP)
    .action(async (options: ListenOptions, command: Command) => {
      mustBeForwardable(options.forward);
      return start(command, async (context) =>
        options.cleanUp === true ? cleanUp(context, options) : listen(context, options),
      );
    });
}

async function cleanUp(context: Context, { name }: ListenOptions): Promise<ExitCode> {
  const { output } = context;
  const removed = await cleanUpSubscriptions(context, { name });
  output.document({ removed });
  output.line(
    removed === 0
      ? 'Nothing to remove. Rules and queues that are in use or have another name are kept.'
      : `Removed ${countOf(removed, 'rule with its queue', 'rules with their queues')}.`,
  );
  return 0;
}

async function listen(context: Context, options: ListenOptions): Promise<ExitCode> {
  const { output, ports } = context;
  tellUnknown(context, options);
  const forgotten = await cleanUpSubscriptions(context, { deadForMs: DAY_MS }).catch(() => 0); // optional
  if (forgotten > 0) output.note(`Removed the leftovers of ${countOf(forgotten, 'killed run')}.`);
  const tap = await openSubscription(
    context,
    { app: options.app, object: options.object, field: options.field, kind: options.kind },
    options,
  );
  output.note(
    tap.resumed
      ? 'Listening. Resumes with the events since the last run of this name.'
      : 'Listening. Press Ctrl-C to end.',
  );
  const heard: Heard = { events: 0 };
  const handle = options.forward === undefined ? printer(context, options) : forwarder(context, options.forward);
  const untilMs = options.for === undefined ? Infinity : ports.now() + options.for;
  try {
    await listenTo(context, tap, { heard, handle, untilMs, count: options.count ?? Infinity });
  } finally {
    await close(context, tap);
  }
  output.note(`${countOf(heard.events, 'event')}.`);
  return heard.events < (options.count ?? 0) ? 1 : 0;
}

/** Closes the subscription. Does not throw, so that an earlier error is reported. */
async function close({ output }: Context, tap: TemporarySubscription): Promise<void> {
  try {
    if (await tap.close()) output.note('Removed the rule and the queue.');
  } catch (error) {
    output.note(
      `Could not remove the rule and the queue (${explainError(error).message}). Run listen --clean-up to remove them.`,
    );
  }
}

/** Warns about names that the catalog does not have, because a misspelled name never matches. */
function tellUnknown({ output }: Context, options: ListenOptions): void {
  for (const what of ['object', 'field', 'kind'] as const) {
    const unknown = options[what]?.filter((name) => !SAMPLES.some((sample) => sample[what] === name)) ?? [];
    for (const name of unknown) output.note(`The catalog has no ${what} ${sanitize(name)}. Listening for it anyway.`);
  }
}

/** Rejects URLs that would send message content unencrypted over a network. */
function mustBeForwardable(text: string | undefined): void {
  if (text === undefined) return;
  const url = URL.parse(text);
  if (url !== null && isPrivateUrl(url) && url.username === '' && url.password === '') return;
  throw new CliError('USAGE', {
    message: '--forward must be a URL of this machine or an https URL, without user and password',
    hint: 'Use https for other machines: events contain message content.',
  });
}

function duration(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  throw new InvalidArgumentError('It must be a duration: 30s, 10m, 2h, 3d.');
}

function subscriptionName(text: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,35}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be up to 36 lowercase letters, digits and hyphens.');
}
