import { expect, it } from '@jest/globals';
import { idToString } from '../../../src/events/id-to-string.ts';

it.each([
  { id: '17841405822304914', want: '17841405822304914' },
  { id: 1_234_567_890, want: '1234567890' },
  { id: 0, want: '0' },
  { id: undefined, want: undefined },
])('$id becomes $want', ({ id, want }) => {
  expect(idToString(id)).toBe(want);
});
