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

/** An account whose mentions are answered. */
export interface AccountSettings extends SecretPlaces {
  readonly maxPerHour: number;
}

export interface AnswerDeps extends LookDeps {
  /** By account id. */
  readonly accounts: ReadonlyMap<string, AccountSettings>;
  readonly policy: AnswerPolicy;
  /** Whether answers are only recorded, and nothing is posted. */
  readonly dryRun: boolean;
  /** How old a mention may be when it is answered. */
  readonly withinMs: number;
  readonly limit: HourlyLimit;
  readonly credentials: CredentialStore;
  readonly graph: (credentials: Credentials) => GraphClient;
  /** A new unique id. */
  readonly newId: () => string;
  readonly log: Log;
}

/** One receive of a mention. */
export interface Receive {
  /** How often it was received so far, from 1. */
  readonly receives: number;
  /** What is left of the function's time. */
  readonly remainingMs: () => number;
}

/** A post takes 10 s at most, and its result has to be written after it. */
const POST_RESERVE_MS = 20_000;
const REHEARSAL_KEPT_SECONDS = 30 * 24 * 3_600;

/** Answers a mention, or says why not. Never throws. */
export async function answerMention(event: MentionEvent, receive: Receive, deps: AnswerDeps): Promise<Ending> {
  const account = deps.accounts.get(event.mention.accountId);
  if (!account) return { outcome: 'skipped', code: 'ACCOUNT_NOT_CONFIGURED' };
  try {
    return await handle({ event, receive, account }, deps);
  } catch (error) {
    // They may have been the reason, and somebody may replace them: the next try reads them anew.
    deps.credentials.forget(account);
    const ending = endingAfter(error, receive.receives);
    deps.log.warn('mention not answered', { mention: event.id, ...keyValueLines(error) });
    return ending.outcome === 'postponed' ? endedInTime(event, ending, deps) : ending;
  }
}

/** Nothing is put off for ever: SQS would delete it, and nobody would know. */
async function endedInTime(event: MentionEvent, ending: Ending, deps: AnswerDeps): Promise<Ending> {
  const late = tooLate(event, deps);
  if (!late) return ending;
  const state = await stateOf(event, deps);
  if (state === 'answered') return { outcome: 'skipped', code: 'ALREADY_ANSWERED' };
  return state === 'open' ? late : { outcome: 'handed-over', code: 'OUTCOME_UNCLEAR' };
}

/** Read anew, for the failure may have come after an intent. */
async function stateOf({ mention }: MentionEvent, { ledger }: AnswerDeps): Promise<LedgerEntry['state'] | 'unknown'> {
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
  return replayed ? { outcome: 'skipped', code: 'REPLAYED_TOO_LATE' } : { outcome: 'handed-over', code: 'TOO_LATE' };
}

async function clientFor(account: AccountSettings, { credentials, graph }: AnswerDeps): Promise<GraphClient> {
  return graph(await credentials.get(account));
}

interface Answering {
  readonly client: GraphClient;
  /** The attempt that came to nothing. */
  readonly after?: Attempt;
}

async function answerNow(handling: Handling, answering: Answering, deps: AnswerDeps): Promise<Ending> {
  const { mention } = handling.event;
  const decision = decide(await readMention(answering.client, mention), deps.policy);
  if ('skip' in decision) return { outcome: 'skipped', code: decision.skip };
  if (deps.dryRun) {
    const expiresAt = Math.floor(deps.now() / 1000) + REHEARSAL_KEPT_SECONDS;
    await deps.ledger.rehearse(mentionKey(mention), { message: decision.answer, expiresAt });
    return { outcome: 'rehearsed', code: 'DRY_RUN' };
  }
  const waitMs = await deps.limit.take(mention.accountId, handling.account.maxPerHour);
  if (waitMs > 0) return { outcome: 'postponed', code: 'ACCOUNT_LIMIT', seconds: Math.ceil(waitMs / 1000) };
  return post(handling, { ...answering, message: decision.answer }, deps);
}

/** Writes down the intent, posts, writes down the result: in this order, so that no crash can make two answers. */
async function post(
  { event, receive }: Handling,
  { client, after, message }: Answering & { readonly message: string },
  deps: AnswerDeps,
): Promise<Ending> {
  if (receive.remainingMs() < POST_RESERVE_MS) return { outcome: 'postponed', code: 'OUT_OF_TIME', seconds: 0 };
  const key = mentionKey(event.mention);
  const attempt = {
    id: deps.newId(),
    atMs: deps.now(),
    fingerprint: fingerprint(message),
    number: (after?.number ?? 0) + 1,
  };
  const leaveAlone = leaveAloneSeconds(attempt, deps.now());
  if ((await deps.ledger.intend(key, attempt, after)) === 'refused')
    return { outcome: 'postponed', code: 'ATTEMPT_UNDER_WAY', seconds: leaveAlone };
  let answerId: string;
  try {
    answerId = await postAnswer(client, { ...event.mention, message });
  } catch (error) {
    if (surelyNotPosted(error)) {
      await deps.ledger.noteNotDone(key, attempt);
      throw error;
    }
    deps.log.warn('nobody knows yet whether the answer was posted', { mention: event.id, ...keyValueLines(error) });
    return { outcome: 'postponed', code: 'OUTCOME_UNKNOWN', seconds: leaveAlone };
  }
  await deps.ledger.noteAnswered(key, attempt, answerId);
  return { outcome: 'answered', code: 'POSTED' };
}

/** That Meta calls it a duplicate may mean that an attempt before this one was carried out after all. */
function surelyNotPosted(error: unknown): boolean {
  return error instanceof GraphError && error.outcome === 'not-done' && error.code !== 'DUPLICATE';
}
