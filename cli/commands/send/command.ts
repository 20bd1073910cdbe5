import { InvalidArgumentError, Option, type Command } from 'commander';
import { wholeNumber } from '../../options/parse-value.ts';
import { CliError, type ExitCode } from '../../errors/cli-error.ts';
import { type OfflineContext, type Starts } from '../../context.ts';
import { postsWithRetries, type MetaPost } from './simulate-retries.ts';
import { tableOf } from '../../terminal/output.ts';
import { findSample, SAMPLES } from '../../meta/samples.ts';
import { seededRandom } from '../../meta/seeded-random.ts';
import { changesIn, readBody, readPieces, type BodySource } from './send-body.ts';
import { postLine, tellSent, type SendReport, type SentPost } from './send-report.ts';
import { startWithTarget, type Target, type TargetOptions } from './send-target.ts';
import { postSigned, SIGNATURES, EXPECTED_STATUS, type Signature } from '../../meta/signed-post.ts';

interface SendOptions extends TargetOptions {
  readonly list?: boolean;
  readonly file?: string;
  readonly sign: Signature;
  readonly repeat: number;
  readonly batch: number;
  readonly exact?: boolean;
  readonly entryId?: string;
  readonly simulateRetries?: boolean;
  readonly seed?: number;
}

const HELP = `
Posts a body with Meta's signature and prints each response with its time. The
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

The app secret is never an argument. --secret-from prompt asks for it, env:NAME
reads an environment variable, and secret:ARN reads a Secrets Manager secret
with the JSON layout of the stack's secrets. With --local and --url, the default
is META_APP_SECRET if it is set, as for npm start, else prompt.

The exit code is 0 if every response has the expected status: 200, or 401 for
--sign wrong, sha1 and none. Otherwise it is 1.

Examples:
  npm run receiver -- send --list
  npm run receiver -- send page.leadgen
  npm run receiver -- send instagram.comments --batch 100 \\
    --simulate-retries --seed 7
  npm run receiver -- send page.messages --local --repeat 2
  npm run receiver -- send --file body.json \\
    --url https://hooks.example.com/webhooks/meta --secret-from prompt
  npm run receiver -- send page.leadgen --sign wrong`;

const NEEDS_SECRET: ReadonlySet<Signature> = new Set(['right', 'sha1']);
const MAX_SEED = 2 ** 32 - 1;

/** Adds `send`. */
export function addSend(program: Command, starts: Starts): void {
  program
    .command('send')
    .description('send a sample or your own payload, signed like Meta')
    .argument('[sample]', 'name of a sample (see --list), or - for standard input')
    .option('--list', 'list the samples')
    .option('--file <path>', 'send the bytes of this file')
    .addOption(
      new Option('--local [port]', 'send to the local run on this machine (default port: PORT or 3000)')
        .argParser(wholeNumber(1, 65_535))
        .conflicts('url'),
    )
    .option('--url <url>', 'send to this callback URL')
    .option('--app <key>', 'send to this app (default: the only one)')
    .option('--secret-from <where>', 'where to read the app secret: prompt, env:NAME or secret:ARN')
    .addOption(
      new Option('--sign <how>', 'signature: right, wrong (another secret), sha1 (only the old header), none')
        .choices(SIGNATURES)
        .default('right'),
    )
    .option('--repeat <n>', 'number of times to send the same body', wholeNumber(1, 10_000), 1)
    .option('--batch <n>', 'number of changes in the body', wholeNumber(1, 1_000), 1)
    .option('--entry-id <id>', "the entry.id to use (default: the sample's)", entryId)
    .addOption(
      new Option('--exact', 'send the sample as documented, always with the same ids').conflicts(['entryId', 'batch']),
    )
    .addOption(
      new Option(
        '--simulate-retries',
        'simulate retries by Meta: other groups, other times, some changes again',
      ).conflicts('repeat'),
    )
    .option('--seed <n>', 'with --simulate-retries: repeat the groups of this seed', wholeNumber(0, MAX_SEED))
    .addHelpText('after', HELP)
    .action(async (sample: string | undefined, _options: SendOptions, command: Command) =>
      send(starts, command, sample),
    );
}

async function send(starts: Starts, command: Command, sample: string | undefined): Promise<void> {
  const options = command.opts<SendOptions>();
  if (options.list === true) return starts.runOffline(command, async (context) => listSamples(context));
  const source = sourceOf(sample, options);
  mustFit(source, options);
  return startWithTarget(starts, command, async (context, target) => post(context, target, { source, options }));
}

function listSamples({ output }: OfflineContext): Promise<ExitCode> {
  output.document({
    samples: SAMPLES.map(({ name, object, field, kind, title, weak }) => ({ name, object, field, kind, title, weak })),
  });
  for (const line of tableOf(
    ['SAMPLE', '', 'DESCRIPTION'],
    SAMPLES.map(({ name, title, weak }) => [name, weak ? 'weak' : '', title]),
  ))
    output.line(line);
  return Promise.resolve(0);
}

function sourceOf(sample: string | undefined, { file, exact = false, batch, entryId: id }: SendOptions): BodySource {
  if ((sample === undefined) === (file === undefined)) {
    throw new CliError('USAGE', {
      message: sample === undefined ? 'nothing to send' : 'a sample and a file cannot be combined',
      hint: 'Give a sample (see send --list), a file with --file, or - for standard input.',
    });
  }
  if (file !== undefined) return { from: 'file', path: file };
  if (sample === '-') return { from: 'stdin' };
  return { from: 'sample', name: findSample(sample ?? '').name, exact, batch, entryId: id };
}

/** Rejects options that have no effect on the source. */
function mustFit(source: BodySource, { exact, batch, entryId: id, simulateRetries, seed }: SendOptions): void {
  if (source.from !== 'sample' && (exact === true || batch > 1 || id !== undefined)) {
    throw new CliError('USAGE', {
      message: '--batch, --exact and --entry-id require a sample',
      hint: 'Leave them out for a file or standard input. Use --simulate-retries to send changes in other groups.',
    });
  }
  if (seed !== undefined && simulateRetries !== true)
    throw new CliError('USAGE', {
      message: '--seed requires --simulate-retries',
      hint: 'Add --simulate-retries, or leave out --seed.',
    });
}

/** The POSTs of a run, in order. Pass to `next` whether the last response had the expected status. */
interface Plan {
  /** Returns the number of POSTs, or of changes with `--simulate-retries`, without an expected response. */
  readonly posts: Generator<MetaPost, number, boolean>;
  /** The groups of `--simulate-retries`. */
  readonly groups?: { readonly seed: number; readonly changes: number };
}

async function planOf(
  { ports, output }: OfflineContext,
  source: BodySource,
  { simulateRetries = false, seed: given, repeat }: SendOptions,
): Promise<Plan> {
  if (!simulateRetries) return { posts: repeated(await readBody(source, ports), repeat) };
  const pieces = await readPieces(source, ports);
  const seed = given ?? Math.floor(ports.random() * (MAX_SEED + 1));
  output.note(`Seed ${seed}. To repeat these groups: --seed ${seed}`);
  const weak = source.from === 'sample' && findSample(source.name).weak;
  if (weak)
    output.note(
      'Changes of this sample have no id. Within one second they are the same change; sent later they are new.',
    );
  return {
    posts: postsWithRetries(pieces, { random: seededRandom(String(seed)), now: ports.now }),
    groups: { seed, changes: pieces.length },
  };
}

async function post(
  context: OfflineContext,
  target: Target,
  { source, options }: { readonly source: BodySource; readonly options: SendOptions },
): Promise<ExitCode> {
  const { output } = context;
  const { posts, groups } = await planOf(context, source, options);
  // Other signatures do not need the app secret.
  const secret = NEEDS_SECRET.has(options.sign) ? await target.secret() : undefined;
  const expectedStatus = EXPECTED_STATUS[options.sign];
  const sent: SentPost[] = [];
  const report = (neverAccepted?: number): SendReport => ({
    url: target.url,
    posts: sent,
    expectedStatus,
    groups,
    neverAccepted,
  });
  try {
    let next = posts.next(true);
    while (next.done !== true) {
      const answered = await postOne(context, target.url, { ...next.value, secret, signature: options.sign });
      sent.push(answered);
      output.line(postLine(answered));
      next = posts.next(answered.status === expectedStatus);
    }
    tellSent(output, report(next.value));
    return next.value === 0 ? 0 : 1;
  } catch (error) {
    if (sent.length > 0) tellSent(output, report());
    throw error;
  }
}

/** Yields the same body several times. @returns the number of unexpected responses */
function* repeated(body: Buffer, times: number): Generator<MetaPost, number, boolean> {
  const changes = changesIn(body);
  let unwanted = 0;
  for (let i = 0; i < times; i += 1) {
    const isDesired = yield { body, changes };
    if (!isDesired) unwanted += 1;
  }
  return unwanted;
}

/** A POST and its signature. */
interface Posting extends MetaPost {
  readonly secret: string | undefined;
  readonly signature: Signature;
}

async function postOne({ ports }: OfflineContext, url: string, { changes, ...post }: Posting): Promise<SentPost> {
  const answer = await postSigned(ports, url, { ...post, signal: ports.signal });
  return { ...answer, changes, bytes: post.body.byteLength };
}

function entryId(text: string): string {
  if (/^[\w-]{1,64}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be an id: up to 64 letters, digits, _ or -.');
}
