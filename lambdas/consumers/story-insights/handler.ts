import type { MetaWebhookEventOf } from '../../../src/events/meta-webhook-event.ts';
import { readStory, type StoryProblem } from '../../../src/insights/story-reading.ts';
import { nameOfError, type Log } from '../../aws/log.ts';
import { ConsumerError } from '../consumer-error.ts';
import type { Readings } from './readings.ts';

/** Dependencies of the story insights handler. */
export interface StoryInsightsDeps {
  readonly readings: Readings;
  readonly log: Log;
}

const HINTS: Readonly<Record<StoryProblem, string>> = {
  MISSING_VALUE: 'Enable Include values for story_insights in the App Dashboard.',
  VALUE_UNREADABLE: "Compare the event in the dead-letter queue with Meta's documentation.",
};

/**
 * Creates the handler that stores the insights of each story. It stores a reading once, and newer readings next to it,
 * so it needs no idempotency table.
 * @throws from the handler {@link ConsumerError} MISSING_VALUE | VALUE_UNREADABLE, and errors of the table. Lambda
 * retries twice, then sends the event to the dead-letter queue.
 */
export function createHandler({
  readings,
  log,
}: StoryInsightsDeps): (event: MetaWebhookEventOf<'instagram.story_insights'>) => Promise<void> {
  return async ({ detail }) => {
    const { id, deliveryId } = detail;
    const facts = { change: id, deliveryId };
    const reading = readStory(detail);
    if (typeof reading === 'string') {
      const error = new ConsumerError(reading, HINTS[reading]);
      log.error('reading rejected', { ...facts, code: error.code, hint: error.hint });
      throw error;
    }
    try {
      log.info('reading stored', { ...facts, outcome: await readings.keep(reading) });
    } catch (error) {
      log.error('reading not stored, will be retried', { ...facts, ...nameOfError(error) });
      throw error;
    }
  };
}
