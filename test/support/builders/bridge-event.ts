import type { Context } from 'aws-lambda';
import { EVENT_SOURCE } from '../../../src/events/event-reference.ts';
import type { MetaWebhookDetailType, MetaWebhookEventOf } from '../../../src/events/meta-webhook-event.ts';

/**
 * Returns an event in the format that EventBridge sends to a function.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
 */
export function bridgeEvent<T extends MetaWebhookDetailType>(
  detailType: T,
  detail: Readonly<Record<string, unknown>> = {},
): MetaWebhookEventOf<T> {
  const [object, field] = detailType.split('.');
  return {
    version: '0',
    id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
    source: EVENT_SOURCE,
    'detail-type': detailType,
    account: '123456789012',
    time: '2026-01-01T00:00:02Z',
    region: 'eu-central-1',
    resources: [],
    detail: {
      version: 1,
      id: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      app: 'meta',
      object,
      field,
      kind: field,
      entryId: '17841400000000001',
      entryTime: '2026-01-01T00:00:00.000Z',
      deliveryId: '019b7600-0000-7000-8000-000000000001',
      receivedAt: '2026-01-01T00:00:02.000Z',
      ...detail,
    },
  } as unknown as MetaWebhookEventOf<T>;
}

/** Returns an invocation context with the members that our functions use. */
export const createContext = (remainingMs: number): Context =>
  ({ getRemainingTimeInMillis: () => remainingMs }) as Context;
