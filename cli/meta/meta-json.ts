import { asciiJson } from '../../src/json/ascii-json.ts';

/**
 * Writes a body as Meta does: ASCII alone, slashes escaped.
 * @see https://developers.facebook.com/docs/messenger-platform/webhooks#validate-payloads
 */
export function metaJson(body: unknown): Buffer {
  return Buffer.from(asciiJson(body).replaceAll('/', '\\/'));
}
