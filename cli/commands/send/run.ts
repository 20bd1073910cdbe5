import { CliError, type ExitCode } from '../../errors/cli-error.ts';
import type { OfflineContext, OnDemandContext } from '../../context.ts';
import { postsWithRetries, type MetaPost } from '../../../local/meta/simulate-retries.ts';
import { findSample, findSamples } from '../../meta/samples.ts';
import { seededRandom } from '../../../local/meta/seeded-random.ts';
import { changesIn, readBody, readPieces, type BodySource } from './send-body.ts';
import { reportSamples } from './sample-list.ts';
import { MAX_SEED } from './max-seed.ts';
import { closeWatch, openWatch, type WatchPlan } from './open-watch.ts';
import { PostedRun } from './posted-run.ts';
import type { RunVerdict } from './verdict.ts';
import { reportPost, reportSent, type SendReport } from './send-report.ts';
import { withTarget, type Target, type TargetOptions } from './send-target.ts';
import type { Signature } from '../../../local/meta/sign.ts';
import { postSigned, EXPECTED_STATUS } from '../../meta/signed-post.ts';

/** The options of `send`. */
export interface SendOptions extends TargetOptions {
  readonly list: boolean | undefined;
  readonly file: string | undefined;
  readonly sign: Signature;
  readonly repeat: number;
  readonly batch: number;
  readonly exact: boolean | undefined;
  readonly entryId: string | undefined;
  readonly simulateRetries: boolean | undefined;
  readonly seed: number | undefined;
  /** Longest wait for the events of the verdict, in milliseconds. @default two minutes */
  readonly for: number | undefined;
}

const NEEDS_SECRET: ReadonlySet<Signature> = new Set(['right', 'sha1']);

/** The worker retries a failed delivery after up to 90 seconds at first. */
const VERDICT_MS = 120_000;

/** Posts a body to a callback URL, or lists the samples. */
export async function send(
  context: OnDemandContext,
  sample: string | undefined,
  options: SendOptions,
): Promise<ExitCode> {
  if (options.list === true) return listSamples(context, sample ?? '');
  const source = getSource(sample, options);
  mustFit(source, options);
  return withTarget(context, options, async (target) => post(context, target, { source, options }));
}

function listSamples({ output, ports }: OfflineContext, words: string): Promise<ExitCode> {
  const samples = findSamples(words);
  if (samples.length === 0) findSample(words);
  output.document({
    samples: samples.map(({ name, object, field, kind, title, weak }) => ({ name, object, field, kind, title, weak })),
  });
  reportSamples(output, samples, { hasLocalRun: hasLocalRun(ports) });
  return Promise.resolve(0);
}

/** Returns whether a local run kept its app secret in this folder. A sample sent from here is probably meant for it. */
function hasLocalRun({ readLocalAppSecret }: OfflineContext['ports']): boolean {
  try {
    return readLocalAppSecret() !== undefined;
  } catch {
    return true; // The file is there. `send --local` says what is wrong with it.
  }
}

function getSource(sample: string | undefined, { file, exact = false, batch, entryId: id }: SendOptions): BodySource {
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

async function createPlan(
  { ports, output }: OfflineContext,
  source: BodySource,
  { simulateRetries = false, seed: given, repeat, sign }: SendOptions,
): Promise<Plan> {
  if (!simulateRetries) {
    const body = await readBody(source, ports);
    const changes = changesIn(body);
    if (changes === undefined && EXPECTED_STATUS[sign] === 200)
      output.note('The body cannot be read. The receiver accepts it with 200, and it ends in the dead-letter queue.');
    return { posts: repeated({ body, changes }, repeat) };
  }
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
  const { posts, groups } = await createPlan(context, source, options);
  // Other signatures do not need the app secret.
  const secret = NEEDS_SECRET.has(options.sign) ? await target.secret() : undefined;
  const expectedStatus = EXPECTED_STATUS[options.sign];
  const run = new PostedRun(target.app);
  const report = (rest: Partial<SendReport> = {}): void => {
    reportSent(output, { url: target.url, posts: run.posts, expectedStatus, groups, ...rest });
  };
  const watch = hasVerdict(options) ? await openWatch(context, target, planWatch(source, options, secret)) : undefined;
  try {
    const neverAccepted = await postAll(context, { target, posts, secret, sign: options.sign }, run);
    const verdict = watch && (await run.judge(context, watch));
    report({ neverAccepted, verdict });
    return getExitCode(neverAccepted, verdict);
  } catch (error) {
    if (run.posts.length > 0) report();
    throw error;
  } finally {
    await closeWatch(context, watch);
  }
}

/** Only the same changes sent several times can be missing or twice. */
function hasVerdict({ sign, repeat, simulateRetries }: SendOptions): boolean {
  return sign === 'right' && (repeat > 1 || simulateRetries === true);
}

function planWatch(source: BodySource, { for: forMs = VERDICT_MS }: SendOptions, secret = ''): WatchPlan {
  return { secret, object: source.from === 'sample' ? findSample(source.name).object : undefined, forMs };
}

function getExitCode(neverAccepted: number, { missing = 0, twice = 0 }: Partial<RunVerdict> = {}): ExitCode {
  return neverAccepted + missing + twice === 0 ? 0 : 1;
}

/** What to post, and where. */
interface Posting {
  readonly target: Target;
  readonly posts: Plan['posts'];
  readonly secret: string | undefined;
  readonly sign: Signature;
}

/** Posts everything. @returns the number of POSTs or changes that never had the expected response */
async function postAll(
  { ports, output }: OfflineContext,
  { target, posts, secret, sign }: Posting,
  run: PostedRun,
): Promise<number> {
  let next = posts.next(true);
  while (next.done !== true) {
    const { body, changes } = next.value;
    const answer = await postSigned(ports, target.url, { body, secret, signature: sign, signal: ports.signal });
    const sent = { ...answer, ...localHint(target, sign, answer.code), changes, bytes: body.byteLength };
    const isExpected = answer.status === EXPECTED_STATUS[sign];
    run.add(sent, { body, isAccepted: isExpected && sign === 'right' });
    reportPost(output, sent);
    next = posts.next(isExpected);
  }
  return next.value;
}

/** The receiver's own hint is about the App Dashboard, which has nothing to do with a local run. */
function localHint({ isLocal, secretSource, url }: Target, sign: Signature, code: string | undefined) {
  if (!isLocal || sign !== 'right' || code !== 'SIGNATURE_MISMATCH') return {};
  const { port } = new URL(url);
  return {
    hint:
      `Another local run may listen on port ${port === '' ? '80' : port}. Give the port of yours: --local <port>, or ` +
      'use the app secret that `npm start` or `npx meta-webhooks dev` printed for it. ' +
      `${secretSource()} differs from it.`,
  };
}

/** Yields the same body several times. @returns the number of unexpected responses */
function* repeated(post: MetaPost, times: number): Generator<MetaPost, number, boolean> {
  let unwanted = 0;
  for (let i = 0; i < times; i += 1) {
    const isDesired = yield post;
    if (!isDesired) unwanted += 1;
  }
  return unwanted;
}
