import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { CATALOG_KINDS } from '../../../src/catalog/kinds.ts';
import { sampleBody } from '../../../src/catalog/samples/sample-body.ts';
import type { Change } from '../../../src/pipeline/change/change.ts';
import { buildEvent } from '../../../src/pipeline/emit/event.ts';
import { EXPECTED, splitFile, toSplit } from '../../support/builders/expected.ts';

const SCHEMAS = new URL('../../../docs/schemas/', import.meta.url);

const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
for (const name of readdirSync(SCHEMAS))
  ajv.addSchema(JSON.parse(readFileSync(new URL(name, SCHEMAS), 'utf8')) as object);

const archive = { bucket: 'archive', key: 'deliveries/meta/2026/01/01/00/x.jsonl.gz' };

/** The detail of the event, as a target of the bus gets it. */
function getDetail(change: Change): Record<string, unknown> {
  const delivery = { deliveryId: 'd', app: 'meta', receivedAt: '2026-01-01T00:00:00.000Z', replayOf: 'c' };
  const built = buildEvent({ id: 'a'.repeat(64), change, delivery, archive });
  if (!built.fits) throw new Error('the change is too large for an event');
  return JSON.parse(built.event.detail) as Record<string, unknown>;
}

function getErrors(detail: unknown): string[] {
  ajv.validate('event.json', detail);
  return (ajv.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
}

describe('the schemas', () => {
  it.each(EXPECTED.map(({ file }) => ({ file })))('accept every event of $file', ({ file }) => {
    expect(splitFile(file).flatMap((change) => getErrors(getDetail(change)))).toEqual([]);
  });

  it.each(CATALOG_KINDS.map((kind) => ({ kind, rule: `${kind.object.object}.${kind.key}` })))(
    'accept the sample of $rule',
    ({ kind }) => {
      expect(toSplit(sampleBody(kind)).flatMap((change) => getErrors(getDetail(change)))).toEqual([]);
    },
  );

  const [comment] = splitFile('instagram/comments.json').map(getDetail);
  const [message] = splitFile('instagram/message.json').map(getDetail);
  const [standby] = splitFile('instagram/standby.json').map(getDetail);
  const [whatsapp] = splitFile('whatsapp_business_account/messages-text.json').map(getDetail);

  it.each([
    { rule: 'a value of another type', detail: { ...comment, value: 'text' } },
    { rule: 'a message without its id', detail: { ...message, value: { message: { text: 'hi' } } } },
    { rule: 'a message on standby without its id', detail: { ...standby, value: { message: { text: 'hi' } } } },
    {
      rule: 'a WhatsApp value with two messages',
      detail: { ...whatsapp, value: { ...(whatsapp!['value'] as object), messages: [{}, {}] } },
    },
    { rule: 'a detail without an id', detail: { ...comment, id: undefined } },
    { rule: 'a detail of another version', detail: { ...comment, version: 2 } },
  ])('refuse $rule', ({ detail }) => {
    expect(getErrors(JSON.parse(JSON.stringify(detail)))).not.toEqual([]);
  });

  it.each([
    {
      rule: 'members that Meta adds',
      detail: { ...comment, value: { ...(comment!['value'] as object), new_member: 1 } },
    },
    { rule: 'objects that nobody knows', detail: { ...comment, object: 'holo_space', value: 'anything' } },
    {
      rule: 'a value in the bucket',
      detail: { ...comment, value: undefined, valueRef: { bucket: 'b', key: 'k', bytes: 1 } },
    },
  ])('accept $rule', ({ detail }) => {
    expect(getErrors(JSON.parse(JSON.stringify(detail)))).toEqual([]);
  });
});
