import type { Lead } from 'meta-webhooks-aws/graph';

const PATIENCE_MS = 5_000;

/**
 * Example of a CRM's API: a POST with the lead as JSON, and a header with which the CRM detects a repeated lead.
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 * @throws Error if the CRM rejected the lead: the function fails, and Lambda retries
 */
export const crmAt =
  (url: string) =>
  async (lead: Lead, idempotencyKey: string): Promise<void> => {
    const { ok, status } = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
      body: JSON.stringify(lead),
      redirect: 'error', // personal data goes only to the configured URL
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (!ok) throw new Error(`the CRM answered ${status}`);
  };
