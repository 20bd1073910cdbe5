import { expect, it } from '@jest/globals';
import { newId } from '../../../lambdas/aws/new-id.ts';

// https://www.rfc-editor.org/rfc/rfc9562#section-5.7
it('an id is a UUIDv7, made now', () => {
  const fromMs = Date.now();
  for (let i = 0; i < 600; i += 1) {
    const id = newId();
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const madeMs = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
    expect(madeMs >= fromMs && madeMs <= Date.now()).toBe(true);
  }
});

it('no two ids share their random part, however many are made', () => {
  const randomParts = Array.from({ length: 5_000 }, () => newId().slice(14));
  expect(new Set(randomParts).size).toBe(5_000);
});
