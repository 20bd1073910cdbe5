import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { kindOf, readMentionEvent } from '../../../src/mentions/mention.ts';
import { nameOfError, type Log } from '../../aws/log.ts';
import { answerMention, type AnswerDeps } from './answer-mention.ts';
import type { Ending } from './ending.ts';
import type { Queue } from './queue.ts';

export interface MentionRepliesDeps extends AnswerDeps {
  readonly queue: Queue;
}

const LEVELS = {
  answered: 'info',
  skipped: 'info',
  rehearsed: 'info',
  postponed: 'warn',
  'handed-over': 'error',
} as const satisfies Readonly<Record<Ending['outcome'], keyof Log>>;

/**
 * Makes the consumer of mentions. Every mention ends answered, skipped, rehearsed, or in the queue for people; until
 * then it is in the queue.
 */
export function createHandler(deps: MentionRepliesDeps) {
  return async (event: SQSEvent, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<SQSBatchResponse> => {
    const again: SQSRecord[] = [];
    for (const record of event.Records) {
      const ending = await endingOf(record, () => context.getRemainingTimeInMillis(), deps);
      if (!(await settled(record, ending, deps))) again.push(record);
    }
    return { batchItemFailures: again.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

async function endingOf(record: SQSRecord, remainingMs: () => number, deps: MentionRepliesDeps): Promise<Ending> {
  const mentioned = readMentionEvent(record.body);
  if (!mentioned) {
    deps.log.error('mention', { outcome: 'handed-over', code: 'EVENT_MALFORMED' });
    return { outcome: 'handed-over', code: 'EVENT_MALFORMED' };
  }
  const receives = Number(record.attributes.ApproximateReceiveCount);
  const ending = await answerMention(mentioned, { receives, remainingMs }, deps);
  deps.log[LEVELS[ending.outcome]]('mention', {
    mention: mentioned.id,
    kind: kindOf(mentioned.mention),
    receives,
    ...ending,
  });
  return ending;
}

/**
 * @returns whether the message may be deleted; else it comes back by itself, at the latest after its visibility
 * time-out
 */
async function settled(record: SQSRecord, ending: Ending, { queue, log }: MentionRepliesDeps): Promise<boolean> {
  if (ending.outcome !== 'postponed' && ending.outcome !== 'handed-over') return true;
  try {
    if (ending.outcome === 'postponed') await queue.backOff(record, ending.seconds);
    else await queue.queueForReview(record, ending.code);
  } catch (error) {
    log.error('mention neither put off nor handed over: it comes back after its visibility time-out', {
      code: ending.code,
      ...nameOfError(error),
    });
    return false;
  }
  return ending.outcome === 'handed-over';
}
