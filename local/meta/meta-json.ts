import { asciiJson } from '../../src/json/ascii-json.ts';

/**
 * Serializes a body as Meta does: ASCII only, with escaped slashes.
 * @see https://developers.facebook.com/docs/messenger-platform/webhooks#validate-payloads
 */
export function metaJson(body: unknown): Buffer {
  return Buffer.from(asciiJson(body).replaceAll('/', '\\/'));
}
