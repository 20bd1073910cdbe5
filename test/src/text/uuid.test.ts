import { expect, it } from '@jest/globals';
import { isUuid } from '../../../src/text/uuid.ts';

it.each([
  { text: '019b7600-0000-7000-8000-00000000000f', want: true },
  { text: '019B7600-0000-7000-8000-00000000000F', want: false },
  { text: '019b7600000070008000000000000001', want: false },
  { text: '019b7600-0000-7000-8000-000000000001\n', want: false },
  { text: 'x019b7600-0000-7000-8000-000000000001', want: false },
  { text: '', want: false },
])('$text is a UUID as we write it: $want', ({ text, want }) => {
  expect(isUuid(text)).toBe(want);
});
