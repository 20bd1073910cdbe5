import { describe, expect, it } from '@jest/globals';
import { createHandler } from '../../../../lambdas/consumers/story-insights/handler.ts';
import type { StoryReading } from '../../../../src/insights/story-reading.ts';
import { bridgeEvent } from '../../../support/builders/bridge-event.ts';
import { recordLog } from '../../../support/harness/log-lines.ts';

const story = (value: unknown) =>
  bridgeEvent('instagram.story_insights', { id: 'change-1', deliveryId: 'delivery-1', value });
const GOOD = { media_id: '18000000000000001', reach: 17 };

function underTest(keep: (reading: StoryReading) => Promise<'kept' | 'known'> = () => Promise.resolve('kept')) {
  const { log, lines } = recordLog();
  const kept: StoryReading[] = [];
  const handler = createHandler({
    log,
    readings: {
      keep: (reading) => {
        kept.push(reading);
        return keep(reading);
      },
    },
  });
  return { handler, kept, lines };
}

describe('the consumer of story insights', () => {
  it.each(['kept', 'known'] as const)('keeps the reading and says that it was %s', async (outcome) => {
    const { handler, kept, lines } = underTest(() => Promise.resolve(outcome));
    await handler(story(GOOD));
    expect(kept).toEqual([expect.objectContaining({ reading: '18000000000000001#-/-/17/-/-/-' })]);
    expect(lines).toEqual([
      { level: 'info', message: 'reading stored', fields: { change: 'change-1', deliveryId: 'delivery-1', outcome } },
    ]);
  });

  it.each([
    { value: undefined, code: 'MISSING_VALUE' },
    { value: { media_id: 'synthetic-secret', reach: 17 }, code: 'VALUE_UNREADABLE' },
  ])(
    'throws $code, so that the event ends among the dead letters, and shows nothing of it',
    async ({ value, code }) => {
      const { handler, kept, lines } = underTest();
      const thrown: unknown = await handler(story(value)).catch((error: unknown) => error);
      expect(thrown).toMatchObject({ code, hint: expect.any(String) });
      expect(kept).toEqual([]);
      expect(lines).toMatchObject([{ level: 'error', fields: { change: 'change-1', deliveryId: 'delivery-1', code } }]);
      expect(JSON.stringify([String(thrown), lines])).not.toContain('synthetic-secret');
    },
  );

  it('throws what the table throws, so that Lambda tries again', async () => {
    const away = Object.assign(new Error('synthetic-secret'), { name: 'TimeoutError' });
    const { handler, lines } = underTest(() => Promise.reject(away));
    await expect(handler(story(GOOD))).rejects.toBe(away);
    expect(lines).toMatchObject([{ level: 'error', fields: { error: 'TimeoutError' } }]);
    expect(JSON.stringify(lines)).not.toContain('synthetic-secret');
  });
});
