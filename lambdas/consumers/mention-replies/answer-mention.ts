import type { GraphClient } from '../../../src/graph/client/client.ts';
import { GraphError } from '../../../src/graph/client/graph-error.ts';
import { answerMention as postAnswer } from '../../../src/graph/resources/mentions.ts';
import { decide, type AnswerPolicy } from '../../../src/mentions/decide.ts';
import { fingerprint } from '../../../src/mentions/find-answer.ts';
import { mentionKey, type MentionEvent } from '../../../src/mentions/mention.ts';
import type { Log } from '../../aws/log.ts';
import type { CredentialStore, Credentials, SecretPlaces } from './credentials.ts';
import type { Ending } from './ending.ts';
import { endingAfter, keyValueLines } from './failure.ts';
import type { HourlyLimit } from './hourly-limit.ts';
import type { Attempt, LedgerEntry } from './ledger.ts';
import { leaveAloneSeconds, lookForAnswer, type LookDeps } from './look-for-answer.ts';
import { readMention } from './read-mention.ts';

/** Settings of an account whose mentions get replies. */
export interface AccountSettings extends SecretPlaces {
  readonly maxPerHour: number;
}

/** Dependencies of {@link answerMention}. */
export interface AnswerDeps extends LookDeps {
  /** Settings by account id. */
  readonly accounts: ReadonlyMap<string, AccountSettings>;
  readonly policy: AnswerPolicy;
  /** Records replies without posting them. */
  readonly dryRun: boolean;
  /** Maximum age of a mention, in ms. */
  readonly withinMs: number;
  readonly limit: HourlyLimit;
  readonly credentials: CredentialStore;
  readonly graph: (credentials: Credentials) => GraphClient;
  /** Returns a new unique id. */
  readonly newId: () => string;
  readonly log: Log;
}

/** Describes one receive of a mention's message. */
export interface Receive {
  /** Number of receives so far, starting at 1. */
  readonly receives: number;
  /** Returns the remaining time of the invocation, in ms. */
  readonly remainingMs: () => number;
}

/** Time reserved for a post, which takes 10 s at most, and for the write of its result. */
const POST_RESERVE_MS = 20_000;
const DRY_RUN_KEPT_SECONDS = 30 * 24 * 3_600;

/** Replies to a mention, or returns why it did not. Never throws. */
export async function answerMention(event: MentionEvent, receive: Receive, deps: AnswerDeps): Promise<Ending> {
  const account = deps.accounts.get(event.mention.accountId);
  if (!account) return { outcome: 'skipped', code: 'ACCOUNT_NOT_CONFIGURED' };
  try {
    return await handle({ event, receive, account }, deps);
  } catch (error) {
    // The credentials may have caused the failure, and an operator may replace them: the next try reads them again.
    deps.credentials.forget(account);
    const ending = endingAfter(error, receive.receives);
    deps.log.warn('failed to reply to the mention', { mention: event.id, ...keyValueLines(error) });
    return ending.outcome === 'backed-off' ? endedInTime(event, ending, deps) : ending;
  }
}

/** Ends a mention that is too old: otherwise SQS would delete it silently after its retention period. */
async function endedInTime(event: MentionEvent, ending: Ending, deps: AnswerDeps): Promise<Ending> {
  const late = tooLate(event, deps);
  if (!late) return ending;
  const state = await getState(event, deps);
  if (state === 'answered') return { outcome: 'skipped', code: 'ALREADY_ANSWERED' };
  return state === 'open' ? late : { outcome: 'queued-for-review', code: 'OUTCOME_UNCLEAR' };
}

/** Reads the state again, because the failure may have happened after an intent. */
async function getState({ mention }: MentionEvent, { ledger }: AnswerDeps): Promise<LedgerEntry['state'] | 'unknown'> {
  try {
    return (await ledger.read(mentionKey(mention))).state;
  } catch {
    return 'unknown';
  }
}

interface Handling {
  readonly event: MentionEvent;
  readonly receive: Receive;
  readonly account: AccountSettings;
}

async function handle(handling: Handling, deps: AnswerDeps): Promise<Ending> {
  const { event, account } = handling;
  const entry = await deps.ledger.read(mentionKey(event.mention));
  if (entry.state === 'answered') return { outcome: 'skipped', code: 'ALREADY_ANSWERED' };
  if (entry.state === 'open') {
    const late = tooLate(event, deps);
    return late ?? answerNow(handling, { client: await clientFor(account, deps) }, deps);
  }
  const client = await clientFor(account, deps);
  const looked = await lookForAnswer(client, { mention: event.mention, attempt: entry.attempt }, deps);
  if (looked !== 'absent') return looked;
  return tooLate(event, deps) ?? answerNow(handling, { client, after: entry.attempt }, deps);
}

function tooLate({ sentAtMs, replayed }: MentionEvent, { now, withinMs }: AnswerDeps): Ending | undefined {
  if (now() - sentAtMs <= withinMs) return undefined;
  return replayed
    ? { outcome: 'skipped', code: 'REPLAYED_TOO_LATE' }
    : { outcome: 'queued-for-review', code: 'TOO_LATE' };
}

async function clientFor(account: AccountSettings, { credentials, graph }: AnswerDeps): Promise<GraphClient> {
  return graph(await credentials.get(account));
}

interface Answering {
  readonly client: GraphClient;
  /** The previous attempt, which posted nothing. */
  readonly after?: Attempt;
}

async function answerNow(handling: Handling, answering: Answering, deps: AnswerDeps): Promise<Ending> {
  const { mention } = handling.event;
  const decision = decide(await readMention(answering.client, mention), deps.policy);
  if ('skip' in decision) return { outcome: 'skipped', code: decision.skip };
  if (deps.dryRun) {
    const expiresAt = Math.floor(deps.now() / 1000) + DRY_RUN_KEPT_SECONDS;
    await deps.ledger.recordDryRun(mentionKey(mention), { message: decision.answer, expiresAt });
    return { outcome: 'dry-run', code: 'DRY_RUN' };
  }
  const waitMs = await deps.limit.take(mention.accountId, handling.account.maxPerHour);
  if (waitMs > 0) return { outcome: 'backed-off', code: 'ACCOUNT_LIMIT', seconds: Math.ceil(waitMs / 1000) };
  return post(handling, { ...answering, message: decision.answer }, deps);
}

/** Writes the intent, posts, then writes the result. In this order, a crash cannot cause two replies. */
async function post(
  { event, receive }: Handling,
  { client, after, message }: Answering & { readonly message: string },
  deps: AnswerDeps,
): Promise<Ending> {
  if (receive.remainingMs() < POST_RESERVE_MS) return { outcome: 'backed-off', code: 'OUT_OF_TIME', seconds: 0 };
  const key = mentionKey(event.mention);
  const attempt = {
    id: deps.newId(),
    atMs: deps.now(),
    fingerprint: fingerprint(message),
    number: (after?.number ?? 0) + 1,
  };
  const leaveAlone = leaveAloneSeconds(attempt, deps.now());
  if ((await deps.ledger.intend(key, attempt, after)) === 'rejected')
    return { outcome: 'backed-off', code: 'ATTEMPT_UNDER_WAY', seconds: leaveAlone };
  let answerId: string;
  try {
    answerId = await postAnswer(client, { ...event.mention, message });
  } catch (error) {
    if (surelyNotPosted(error)) {
      await deps.ledger.noteNotDone(key, attempt);
      throw error;
    }
    deps.log.warn('the outcome of the post is unknown', { mention: event.id, ...keyValueLines(error) });
    return { outcome: 'backed-off', code: 'OUTCOME_UNKNOWN', seconds: leaveAlone };
  }
  await deps.ledger.noteAnswered(key, attempt, answerId);
  return { outcome: 'answered', code: 'POSTED' };
}

/** Returns whether the post certainly failed. A DUPLICATE error may mean that an earlier attempt succeeded. */
function surelyNotPosted(error: unknown): boolean {
  return error instanceof GraphError && error.outcome === 'not-done' && error.code !== 'DUPLICATE';
}
