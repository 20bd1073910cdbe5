import { expect, it } from '@jest/globals';
import { APP_KEY } from '../../../../src/pipeline/accept/app-key.ts';

it.each(['meta', 'a', 'shop2', `a${'9'.repeat(19)}`])("%s is an app's key", (key) => {
  expect(key).toMatch(APP_KEY);
});

it.each([
  '',
  'Meta',
  '2shop',
  'my-shop',
  'my_shop',
  'my.shop',
  'a/b',
  'é',
  'meta\n',
  ' meta',
  '__proto__',
  `a${'9'.repeat(20)}`,
])('%j is not', (key) => {
  expect(key).not.toMatch(APP_KEY);
});
