import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { getKind, readMentionEvent } from '../../../src/mentions/mention.ts';
import { nameOfError, type Log } from '../../aws/log.ts';
import { answerMention, type AnswerDeps } from './answer-mention.ts';
import type { Ending } from './ending.ts';
import type { Queue } from './queue.ts';

/** Dependencies of the mention replies handler. */
export interface MentionRepliesDeps extends AnswerDeps {
  readonly queue: Queue;
}

const LEVELS = {
  answered: 'info',
  skipped: 'info',
  'dry-run': 'info',
  'backed-off': 'warn',
  'queued-for-review': 'error',
} as const satisfies Readonly<Record<Ending['outcome'], keyof Log>>;

/**
 * Creates the handler of mentions. Each mention stays in the queue until it is answered, skipped, recorded in a dry run
 * or queued for manual review.
 */
export function createHandler(deps: MentionRepliesDeps) {
  return async (event: SQSEvent, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<SQSBatchResponse> => {
    const again: SQSRecord[] = [];
    for (const record of event.Records) {
      const ending = await toEnding(record, () => context.getRemainingTimeInMillis(), deps);
      if (!(await settled(record, ending, deps))) again.push(record);
    }
    return { batchItemFailures: again.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

async function toEnding(record: SQSRecord, remainingMs: () => number, deps: MentionRepliesDeps): Promise<Ending> {
  const mentioned = readMentionEvent(record.body);
  if (!mentioned) {
    deps.log.error('mention', { outcome: 'queued-for-review', code: 'EVENT_MALFORMED' });
    return { outcome: 'queued-for-review', code: 'EVENT_MALFORMED' };
  }
  const receives = Number(record.attributes.ApproximateReceiveCount);
  const ending = await answerMention(mentioned, { receives, remainingMs }, deps);
  deps.log[LEVELS[ending.outcome]]('mention', {
    mention: mentioned.id,
    kind: getKind(mentioned.mention),
    receives,
    ...ending,
  });
  return ending;
}

/**
 * @returns whether Lambda may delete the message; if not, SQS returns it, at the latest after its visibility timeout
 */
async function settled(record: SQSRecord, ending: Ending, { queue, log }: MentionRepliesDeps): Promise<boolean> {
  if (ending.outcome !== 'backed-off' && ending.outcome !== 'queued-for-review') return true;
  try {
    if (ending.outcome === 'backed-off') await queue.backOff(record, ending.seconds);
    else await queue.queueForReview(record, ending.code);
  } catch (error) {
    log.error('failed to back off or queue the mention for review; it returns after its visibility timeout', {
      code: ending.code,
      ...nameOfError(error),
    });
    return false;
  }
  return ending.outcome === 'queued-for-review';
}
