import { expect, it } from '@jest/globals';
import { MAX_BODY_BYTES, MAX_MESSAGE_BODY_BYTES } from '../../../../src/pipeline/delivery/limits.ts';

it('a body that ingress takes fits, in base64, into the 6 MB that Lambda hands over', () => {
  expect(MAX_BODY_BYTES).toBe(4_194_304);
  expect(Buffer.alloc(MAX_BODY_BYTES).toString('base64').length).toBeLessThan(6 * 1024 * 1024);
});

it('a body that goes into a message leaves room for the attributes within the 1 MiB of SQS', () => {
  expect(MAX_MESSAGE_BODY_BYTES).toBe(921_600);
});
