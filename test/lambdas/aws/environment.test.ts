import { afterEach, expect, it } from '@jest/globals';
import { requireEnv } from '../../../lambdas/aws/environment.ts';

const NAME = 'SYNTHETIC_VARIABLE';

afterEach(() => {
  Reflect.deleteProperty(process.env, NAME);
});

it('a variable that is set is given', () => {
  process.env[NAME] = ' value ';
  expect(requireEnv(NAME)).toBe(' value ');
});

it('a variable that is not set is named', () => {
  expect(() => requireEnv(NAME)).toThrow(/SYNTHETIC_VARIABLE.*deploy/);
});

it('a variable that is empty counts as not set', () => {
  process.env[NAME] = '';
  expect(() => requireEnv(NAME)).toThrow(NAME);
});
