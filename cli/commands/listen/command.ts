import { InvalidArgumentError, Option, type Command } from 'commander';
import {
  cleanUpSubscriptions,
  openSubscription,
  type TemporarySubscription,
} from '../../aws/temporary-subscription.ts';
import { CliError, type ExitCode } from '../../errors/cli-error.ts';
import { collect, wholeNumber, type Context, type Start } from '../../context.ts';
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
Shows events as they arrive, by a temporary rule on the stack's bus and an encrypted queue that only this rule may
send to. Both are removed when it ends: by Ctrl-C, --for, --count, or an error. EventBridge may take some seconds before a
new rule matches. What came before is in the archive: replay puts it on the bus again, for every consumer.

Nothing of a message is shown without --values. With --json each event is one line of JSON (JSON lines), with
detail.value only by --values.

--forward posts each event, with its value, to a URL on this machine or to one with https, and takes it out of the queue
after a 2xx. Anything else is tried again, after 1, 2, 4 … 300 seconds. Order is not kept, and an event may come twice:
detail.id tells.

While the machine sleeps or the network is gone, the queue keeps what comes. A process that is killed leaves rule and
queue behind: with --name and the same filters another one goes on where it ended, within 14 days. What was left without a
name is removed by the next listen after a day, or by --clean-up when nobody has held it for ten minutes; what is in use
is never removed.

Exit code 1 also where --count was not reached.

Examples:
  npm run receiver -- listen
  npm run receiver -- listen --object instagram --field comments --values
  npm run receiver -- listen --forward http://localhost:4000/hook --name my-laptop
  npm run receiver -- listen --kind message --count 1 --for 5m --json | jq .detail.entryId
  npm run receiver -- listen --clean-up`;

const DAY_MS = 24 * 3_600_000;

/** Adds `listen`. */
export function addListen(program: Command, start: Start): void {
  program
    .command('listen')
    .description('show events as they arrive, or forward them to this machine')
    .option('--app <key>', "only this app's; each filter may be given several times", collect)
    .option('--object <name>', 'only changes of this object, e.g. instagram', collect)
    .option('--field <name>', 'only changes of this field, e.g. comments', collect)
    .option('--kind <name>', 'only changes of this kind, e.g. message', collect)
    .option('--values', "show the events' values too: messages, names, texts")
    .option('--forward <url>', 'post each event there')
    .option('--for <time>', 'end after so long: 30s, 10m, 2h', duration)
    .option('--count <n>', 'end after so many events', wholeNumber(1, 1_000_000))
    .option('--name <name>', 'if it is killed, the same name goes on with what came since', subscriptionName)
    .addOption(
      new Option('--clean-up', 'remove what killed runs left, and end; with --name: only that').conflicts([
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
      ? 'Nothing is left over: what is in use, or has another name, stays.'
      : `Removed ${countOf(removed, 'rule with its queue', 'rules with their queues')}.`,
  );
  return 0;
}

async function listen(context: Context, options: ListenOptions): Promise<ExitCode> {
  const { output, ports } = context;
  tellUnknown(context, options);
  const forgotten = await cleanUpSubscriptions(context, { deadForMs: DAY_MS }).catch(() => 0); // it is only a courtesy
  if (forgotten > 0) output.note(`Removed what ${countOf(forgotten, 'killed run')} left.`);
  const tap = await openSubscription(
    context,
    { app: options.app, object: options.object, field: options.field, kind: options.kind },
    options,
  );
  output.note(
    tap.resumed ? 'Listening: first to what came since the last run of this name.' : 'Listening. Ctrl-C ends it.',
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

/** What went wrong before matters more than what is left over. */
async function close({ output }: Context, tap: TemporarySubscription): Promise<void> {
  try {
    if (await tap.close()) output.note('Rule and queue are removed.');
  } catch (error) {
    output.note(`Rule and queue are left over (${explainError(error).message}): listen --clean-up removes them.`);
  }
}

/** A name that is misspelt would never be heard of. */
function tellUnknown({ output }: Context, options: ListenOptions): void {
  for (const what of ['object', 'field', 'kind'] as const) {
    const unknown = options[what]?.filter((name) => !SAMPLES.some((sample) => sample[what] === name)) ?? [];
    for (const name of unknown) output.note(`The catalog knows no ${what} ${sanitize(name)}: listening for it anyway.`);
  }
}

/** Events hold what people wrote. */
function mustBeForwardable(text: string | undefined): void {
  if (text === undefined) return;
  const url = URL.parse(text);
  if (url !== null && isPrivateUrl(url) && url.username === '' && url.password === '') return;
  throw new CliError('USAGE', {
    message: '--forward takes a URL of this machine, or one with https, without user and password',
    hint: 'events hold what people wrote: they do not cross a network in the clear',
  });
}

function duration(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  throw new InvalidArgumentError('It must be a duration: 30s, 10m, 2h, 3d.');
}

function subscriptionName(text: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,35}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be up to 36 lower-case letters, digits and hyphens.');
}
