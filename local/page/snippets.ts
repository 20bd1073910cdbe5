import type { RecordedEvent } from '../deliveries/recorded-event.ts';

/** Writes an event as a file of a test. */
export function toFixture(event: RecordedEvent): string {
  return `${JSON.stringify(event, undefined, 2)}\n`;
}

/** Writes an EventBridge pattern that matches the event and others of its kind. */
export function toPattern(event: RecordedEvent): string {
  const { source, 'detail-type': detailType, detail } = event;
  const pattern = {
    source: [source],
    'detail-type': [detailType],
    detail: { kind: [detail['kind']], ...(typeof detail['verb'] === 'string' && { verb: [detail['verb']] }) },
  };
  return JSON.stringify(pattern, undefined, 2);
}

/** Names that the generated code may contain: names of the catalog are of this form, foreign text may not be. */
const DETAIL_TYPE = /^[a-z_]+\.[A-Za-z0-9_]+$/;

/** Writes a typed handler of the event. */
export function toHandler(event: RecordedEvent): string {
  const detailType = event['detail-type'];
  const type = DETAIL_TYPE.test(detailType) ? detailType : 'page.feed';
  return `import { changeHandler } from 'meta-webhooks-aws/consumer';

export const handler = changeHandler('${type}', async ({ detail }) => {
  console.log(detail.id, detail.kind, detail.value);
});
`;
}
