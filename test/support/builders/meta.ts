import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The secret with which the fixtures' signatures were made. */
export const APP_SECRET = 'test_app_secret_synthetic';

const PAYLOADS = join(import.meta.dirname, '../../fixtures/payloads');

/** Reads a fixture's exact bytes. */
export function payload(file: string): Buffer {
  return readFileSync(join(PAYLOADS, file));
}

/** Signs as Meta does. */
export function sign(rawBody: Uint8Array, secret = APP_SECRET): string {
  return `sha256=${createHmac('sha256', secret).update(rawBody).digest('hex')}`;
}

/** A body of Meta's with one Instagram comment per id: each is a change with a natural id. */
export function commentsBody(ids: readonly string[], entryTime = 1767225600): Buffer {
  const changes = ids.map((id) => ({ field: 'comments', value: { id, text: 'synthetic' } }));
  return Buffer.from(
    JSON.stringify({ object: 'instagram', entry: [{ id: '17841400000000001', time: entryTime, changes }] }),
  );
}
