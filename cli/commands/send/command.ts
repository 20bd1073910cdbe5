import { InvalidArgumentError, Option, type Command } from 'commander';
import { CliError, type ExitCode } from '../../errors/cli-error.ts';
import { wholeNumber, type OfflineContext, type Starts } from '../../context.ts';
import { postsLikeMeta, type MetaPost } from './simulate-retries.ts';
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
  readonly likeMeta?: boolean;
  readonly seed?: number;
}

const HELP = `
Posts what Meta would post, signed as Meta signs, and prints each answer and its time. By default to the stack's callback
URL, signed with the app secret that the stack stores.

A sample gets ids of its own and the time of now, so that each send is a new change; --repeat posts the same body again,
which the receiver takes for Meta's retry. A file's bytes are posted as they are.

--like-meta takes the changes apart and sends them as Meta does: in any order and grouping, each POST with its own time,
some again in other groups, until each was accepted. Changes that have an id of their own become one event each all the
same; those that have none (weak in --list) are told apart by that time alone. --seed makes the same groups again.

The app secret is never an argument. --secret-from prompt asks for it, env:NAME reads an environment variable, secret:ARN
reads a secret of the form of the stack's. With --local and --url META_APP_SECRET counts if it is set, as it does for
npm start; else you are asked.

Exit code 0: every answer was as it should be, which is 200, and 401 for --sign wrong, sha1 and none. Else 1.

Examples:
  npm run receiver -- send --list
  npm run receiver -- send page.leadgen
  npm run receiver -- send instagram.comments --batch 100 --like-meta --seed 7
  npm run receiver -- send page.messages --local --repeat 2
  npm run receiver -- send --file body.json --url https://hooks.example.com/webhooks/meta --secret-from prompt
  npm run receiver -- send page.leadgen --sign wrong`;

const NEEDS_SECRET: ReadonlySet<Signature> = new Set(['right', 'sha1']);
const MAX_SEED = 2 ** 32 - 1;

/** Adds `send`. */
export function addSend(program: Command, starts: Starts): void {
  program
    .command('send')
    .description('post a sample, or what you have, as Meta would')
    .argument('[sample]', 'as --list shows it, or - for standard input')
    .option('--list', 'show the samples')
    .option('--file <path>', 'post the bytes of this file')
    .addOption(
      new Option('--local [port]', 'to the local run on this machine (default port: PORT, or 3000)')
        .argParser(wholeNumber(1, 65_535))
        .conflicts('url'),
    )
    .option('--url <url>', 'to this callback URL')
    .option('--app <key>', 'to this app (default: the only one)')
    .option('--secret-from <where>', 'prompt, env:NAME or secret:ARN')
    .addOption(
      new Option('--sign <how>', 'right, wrong (with another secret), sha1 (the old header alone), none')
        .choices(SIGNATURES)
        .default('right'),
    )
    .option('--repeat <n>', 'number of times to post the same body', wholeNumber(1, 10_000), 1)
    .option('--batch <n>', 'number of changes in the body', wholeNumber(1, 1_000), 1)
    .option('--entry-id <id>', "whose entry it is (default: nobody's)", entryId)
    .addOption(
      new Option('--exact', 'the sample as it is documented: the same ids each time').conflicts(['entryId', 'batch']),
    )
    .addOption(new Option('--like-meta', 'regrouped, re-timed, some of it again').conflicts('repeat'))
    .option('--seed <n>', 'with --like-meta: make the same groups again', wholeNumber(0, MAX_SEED))
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
    ['SAMPLE', '', 'WHAT'],
    SAMPLES.map(({ name, title, weak }) => [name, weak ? 'weak' : '', title]),
  ))
    output.line(line);
  return Promise.resolve(0);
}

function sourceOf(sample: string | undefined, { file, exact = false, batch, entryId: id }: SendOptions): BodySource {
  if ((sample === undefined) === (file === undefined)) {
    throw new CliError('USAGE', {
      message: sample === undefined ? 'there is nothing to send' : 'a sample and a file at once',
      hint: 'name one sample (send --list shows them), a file with --file, or - for standard input',
    });
  }
  if (file !== undefined) return { from: 'file', path: file };
  if (sample === '-') return { from: 'stdin' };
  return { from: 'sample', name: findSample(sample ?? '').name, exact, batch, entryId: id };
}

/** Options that would not do what they say. */
function mustFit(source: BodySource, { exact, batch, entryId: id, likeMeta, seed }: SendOptions): void {
  if (source.from !== 'sample' && (exact === true || batch > 1 || id !== undefined)) {
    throw new CliError('USAGE', {
      message: '--batch, --exact and --entry-id go with a sample',
      hint: 'a file and standard input have their own changes; --like-meta sends those in other groups',
    });
  }
  if (seed !== undefined && likeMeta !== true)
    throw new CliError('USAGE', { message: '--seed goes with --like-meta', hint: 'it decides the groups' });
}

/** What is posted, one after the other; tell it after each whether the answer was as it should be. */
interface Plan {
  /** Returns how many were never answered so: POSTs, or changes of `--like-meta`. */
  readonly posts: Generator<MetaPost, number, boolean>;
  /** Of `--like-meta`. */
  readonly groups?: { readonly seed: number; readonly changes: number };
}

async function planOf(
  { ports, output }: OfflineContext,
  source: BodySource,
  { likeMeta = false, seed: given, repeat }: SendOptions,
): Promise<Plan> {
  if (!likeMeta) return { posts: repeated(await readBody(source, ports), repeat) };
  const pieces = await readPieces(source, ports);
  const seed = given ?? Math.floor(ports.random() * (MAX_SEED + 1));
  output.note(`Groups of seed ${seed}: --seed ${seed} makes the same ones again.`);
  const weak = source.from === 'sample' && findSample(source.name).weak;
  if (weak)
    output.note(
      'Changes of this sample have no id of their own: sent in one second they are one, and sent again they are new.',
    );
  return {
    posts: postsLikeMeta(pieces, { random: seededRandom(String(seed)), now: ports.now }),
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
  // Where the signature is none of ours there is nothing to ask for.
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

/** The same body again and again. @returns how many were not answered as they should be */
function* repeated(body: Buffer, times: number): Generator<MetaPost, number, boolean> {
  const changes = changesIn(body);
  let unwanted = 0;
  for (let i = 0; i < times; i += 1) {
    const isDesired = yield { body, changes };
    if (!isDesired) unwanted += 1;
  }
  return unwanted;
}

/** A POST and how it is signed. */
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
