import { expect, it } from '@jest/globals';
import { isMetaId } from '../../../src/text/meta-id.ts';

it.each([
  { rule: 'an app', id: '1234567890123456', want: true },
  { rule: 'an account above 2^53', id: '17841405822304914', want: true },
  { rule: '32 digits', id: '1'.repeat(32), want: true },
  { rule: '33 digits', id: '1'.repeat(33), want: false },
  { rule: 'nothing', id: '', want: false },
  { rule: 'no text', id: undefined, want: false },
  { rule: 'another field of a path', id: '1/feed', want: false },
  { rule: 'a line behind it', id: '1\n', want: false },
  { rule: 'digits of another script', id: '١٢', want: false },
])("$rule: an id of Meta's? $want", ({ id, want }) => {
  expect(isMetaId(id)).toBe(want);
});
