import { describe, expect, it } from '@jest/globals';
import { isKnownEvent, isMetaWebhookEvent, isOfType, type MetaWebhookEvent } from 'meta-webhooks-aws/events';
import { buildEvent } from '../../../src/pipeline/emit/event.ts';
import { EVENT_SOURCE } from '../../../src/events/event-reference.ts';
import { splitFile } from '../../support/builders/expected.ts';

/** The event of a fixture's first change, as a target of the bus gets it. */
function toEvent(file: string): MetaWebhookEvent {
  const delivery = { deliveryId: 'd', app: 'meta', receivedAt: '2026-01-01T00:00:00.000Z' };
  const built = buildEvent({ id: 'a'.repeat(64), change: splitFile(file)[0]!, delivery });
  if (!built.fits) throw new Error('the fixture is too large for an event');
  return {
    version: '0',
    id: 'e',
    source: EVENT_SOURCE,
    'detail-type': built.event.detailType,
    account: '1',
    time: built.event.time,
    region: 'eu-west-1',
    resources: [],
    detail: JSON.parse(built.event.detail) as unknown,
  } as unknown as MetaWebhookEvent;
}

describe('an event on the bus', () => {
  it('is one of the receiver by its source and version', () => {
    // An object, not the union of every event: to spread that takes the compiler and the linter seconds each time.
    const event: object = toEvent('instagram/comments.json');
    expect(isMetaWebhookEvent(event)).toBe(true);
    const others: readonly unknown[] = [
      null,
      'text',
      {},
      { ...event, source: 'other' },
      { ...event, detail: null },
      { ...event, detail: {} },
      { ...event, detail: { version: 2 } },
    ];
    for (const other of others) expect(isMetaWebhookEvent(other)).toBe(false);
  });

  it('is known when the catalog has its object, field and kind', () => {
    expect(isKnownEvent(toEvent('instagram/comments.json'))).toBe(true);
    expect(isKnownEvent(toEvent('messenger/standby.json'))).toBe(true);
    expect(isKnownEvent(toEvent('permissions/granted.json'))).toBe(true);
    expect(isKnownEvent(toEvent('edge/unknown-field.json'))).toBe(false);
  });

  it('gives its value once its detail-type is compared', () => {
    const event = toEvent('instagram/comments.json');
    expect(event['detail-type'] === 'instagram.comments' && event.detail.value?.media?.id).toBe('18000000000000002');
  });

  it('is filtered by its detail-type', () => {
    const events = [toEvent('page/leadgen-two-numbers.json'), toEvent('page/feed-post-add.json')];
    const leads = events.filter((event) => isOfType(event, 'page.leadgen'));
    expect(leads.map((event) => event.detail.value?.leadgen_id)).toEqual([4120700000000183]);
  });
});
