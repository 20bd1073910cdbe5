import type { Lead } from '../../src/graph/resources/read-lead.ts';

const PATIENCE_MS = 5_000;

/**
 * Stands for your CRM's API: a POST with the lead as JSON, and a header by which the CRM knows one that comes twice.
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 * @throws Error where it did not take the lead: the function fails, and Lambda tries again
 */
export const crmAt =
  (url: string) =>
  async (lead: Lead, idempotencyKey: string): Promise<void> => {
    const { ok, status } = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
      body: JSON.stringify(lead),
      redirect: 'error', // what people wrote goes where the owner said, and nowhere else
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (!ok) throw new Error(`the CRM answered ${status}`);
  };
