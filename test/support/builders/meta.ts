import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Secret of the fixtures' signatures. */
export const APP_SECRET = 'test_app_secret_synthetic';

const PAYLOADS = join(import.meta.dirname, '../../fixtures/payloads');

/** Reads the exact bytes of a fixture. */
export function payload(file: string): Buffer {
  return readFileSync(join(PAYLOADS, file));
}

/** Signs a body as Meta does. */
export function sign(rawBody: Uint8Array, secret = APP_SECRET): string {
  return `sha256=${createHmac('sha256', secret).update(rawBody).digest('hex')}`;
}

/** Returns a body with one Instagram comment per id. Each is a change with a Meta id. */
export function commentsBody(ids: readonly string[], entryTime = 1767225600): Buffer {
  const changes = ids.map((id) => ({ field: 'comments', value: { id, text: 'synthetic' } }));
  return Buffer.from(
    JSON.stringify({ object: 'instagram', entry: [{ id: '17841400000000001', time: entryTime, changes }] }),
  );
}
