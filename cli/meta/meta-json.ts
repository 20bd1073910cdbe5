/**
 * Serializes a body as Meta does: ASCII only, with escaped slashes.
 * @see https://developers.facebook.com/docs/messenger-platform/webhooks#validate-payloads
 */
export function metaJson(body: unknown): Buffer {
  const json = JSON.stringify(body).replaceAll('/', '\\/');
  return Buffer.from(
    json.replace(/[\x7f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
}
