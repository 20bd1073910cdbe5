import { EVENT_SOURCE } from '../events/event-reference.ts';
import type { MetaWebhookDetail, MetaWebhookDetailType, MetaWebhookEventOf } from '../events/meta-webhook-event.ts';
import { asciiJson } from '../json/ascii-json.ts';
import { splitBody } from '../pipeline/change/split-body.ts';
import { claimKey } from '../pipeline/dedupe/claim.ts';
import type { Delivery } from '../pipeline/delivery/delivery.ts';
import { buildEvent } from '../pipeline/emit/event.ts';
import { sampleBody, type BodyOverrides } from './samples.ts';
import { TestingError } from './testing-error.ts';

/** What differs from the sample: its kind, its value, and members of the event's detail. */
export interface EventOverrides<T extends MetaWebhookDetailType>
  extends BodyOverrides<T>, Partial<Omit<MetaWebhookDetail, 'version' | 'object' | 'field' | 'kind' | 'value'>> {}

const DELIVERY = {
  deliveryId: '019b7600-0000-7000-8000-000000000001',
  receivedAt: '2026-01-01T00:00:02.000Z',
} satisfies Partial<Delivery>;

/**
 * Returns the event that a receiver emits for a sample: the receiver's own code makes it from the body, so that its id,
 * times and account follow from the value. It is the same at each call and contains no real data.
 * @param overrides - `value` is merged at any depth into the value of the sample
 * @throws {@link TestingError} UNKNOWN_DETAIL_TYPE | UNKNOWN_KIND | INVALID_SAMPLE
 * @example
 * await handler(sampleEvent('instagram.comments', { value: { text: 'open today?' } }), lambdaContext());
 */
export function sampleEvent<T extends MetaWebhookDetailType>(
  detailType: T,
  { kind, value, ...members }: EventOverrides<T> = {},
): MetaWebhookEventOf<T> {
  const delivery: Delivery = { app: members.app ?? 'meta', ...DELIVERY };
  const [change] = splitBody(Buffer.from(asciiJson(sampleBody(detailType, { kind, value })))).changes;
  if (change === undefined) throw new TestingError('INVALID_SAMPLE', 'Keep the lists of the sample: it has no change.');
  const built = buildEvent({ id: claimKey(delivery, change), change, delivery });
  if (!built.fits) throw new TestingError('INVALID_SAMPLE', 'Keep the value below 240 KB, or set `valueRef`.');
  const detail = { ...(JSON.parse(built.event.detail) as MetaWebhookDetail), ...members };
  return {
    version: '0',
    id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
    source: EVENT_SOURCE,
    'detail-type': built.event.detailType,
    account: '123456789012',
    time: detail.receivedAt.replace('.000Z', 'Z'),
    region: 'us-east-1',
    resources: [],
    detail: members.valueRef === undefined ? detail : { ...detail, value: undefined },
  } as unknown as MetaWebhookEventOf<T>;
}
