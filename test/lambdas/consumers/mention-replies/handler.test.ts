import { describe, expect, it } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import { createHandler, type MentionRepliesDeps } from '../../../../lambdas/consumers/mention-replies/handler.ts';
import { mentionBody } from '../../../support/builders/mention-event.ts';
import { recordLog } from '../../../support/harness/log-lines.ts';

const MENTION = { accountId: '17841405309211844', mediaId: '17918195224117851' };
const BODY = mentionBody(MENTION, { sentAtMs: 0 });
const record = (body: string): SQSRecord =>
  ({ messageId: 'm', receiptHandle: 'h', body, attributes: { ApproximateReceiveCount: '3' } }) as unknown as SQSRecord;
const never = (): never => {
  throw new Error('not to be asked');
};

/** The handler where the table fails, so that every mention of the account has to be tried again. */
function handlerWhere(queue: Partial<MentionRepliesDeps['queue']>) {
  const { log, lines } = recordLog();
  const done: unknown[] = [];
  const handler = createHandler({
    accounts: new Map([[MENTION.accountId, { tokenArn: 't', appSecretArn: 'a', maxPerHour: 1 }]]),
    policy: { answers: [], excludes: [] },
    dryRun: false,
    withinMs: 1,
    ledger: {
      read: () => Promise.reject(new Error('no table')),
      intend: never,
      noteAnswered: never,
      noteNotDone: never,
      recordDryRun: never,
    },
    limit: { take: never },
    credentials: { get: never, forget: () => undefined },
    graph: never,
    queue: {
      backOff: (_, seconds) => Promise.resolve(void done.push(['backOff', seconds])),
      queueForReview: (_, reason) => Promise.resolve(void done.push(['handOver', reason])),
      ...queue,
    },
    abortAfter: never,
    now: () => 0,
    newId: never,
    log,
  });
  const run = async (body: string) =>
    (await handler({ Records: [record(body)] }, { getRemainingTimeInMillis: () => 60_000 })).batchItemFailures;
  return { run, lines, done };
}

describe('a message', () => {
  it('of a mention that failed comes back, the later the more often it failed', async () => {
    const { run, lines, done } = handlerWhere({});
    expect(await run(BODY)).toEqual([{ itemIdentifier: 'm' }]);
    expect(done).toEqual([['backOff', 90]]);
    expect(lines.at(-1)).toMatchObject({
      level: 'warn',
      message: 'mention',
      fields: { outcome: 'backed-off', code: 'INTERNAL_ERROR', seconds: 90, receives: 3, kind: 'caption' },
    });
  });

  it('comes back even when it cannot be put off', async () => {
    const { run } = handlerWhere({ backOff: () => Promise.reject(new Error('no queue')) });
    expect(await run(BODY)).toEqual([{ itemIdentifier: 'm' }]);
  });

  it('that is no mention goes to a person and is done with', async () => {
    const { run, done, lines } = handlerWhere({});
    expect(await run('{"planted":"text"}')).toEqual([]);
    expect(done).toEqual([['handOver', 'EVENT_MALFORMED']]);
    expect(JSON.stringify(lines)).not.toContain('planted');
  });

  it('that could not be handed over comes back', async () => {
    const { run } = handlerWhere({ queueForReview: () => Promise.reject(new Error('no queue')) });
    expect(await run('{}')).toEqual([{ itemIdentifier: 'm' }]);
  });
});
