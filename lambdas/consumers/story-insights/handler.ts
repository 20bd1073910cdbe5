import type { MetaWebhookEventOf } from '../../../src/events/meta-webhook-event.ts';
import { readStory, type StoryProblem } from '../../../src/insights/story-reading.ts';
import { nameOfError, type Log } from '../../aws/log.ts';
import { ConsumerError } from '../consumer-error.ts';
import type { Readings } from './readings.ts';

export interface StoryInsightsDeps {
  readonly readings: Readings;
  readonly log: Log;
}

const HINTS: Readonly<Record<StoryProblem, string>> = {
  MISSING_VALUE: 'switch on Include values for story_insights in the App Dashboard',
  VALUE_UNREADABLE: 'compare the event among the dead letters with what Meta documents',
};

/**
 * Makes the handler that keeps the numbers of each story. The same numbers of a story are kept once, newer ones beside
 * them: that needs no memory of ids.
 * @throws from the handler {@link ConsumerError} MISSING_VALUE | VALUE_UNREADABLE, and what the table throws. Lambda
 * tries twice more, then the event goes to the dead letters.
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
      log.error('reading refused', { ...facts, code: error.code, hint: error.hint });
      throw error;
    }
    try {
      log.info('reading kept', { ...facts, outcome: await readings.keep(reading) });
    } catch (error) {
      log.error('reading not kept, will be tried again', { ...facts, ...nameOfError(error) });
      throw error;
    }
  };
}
