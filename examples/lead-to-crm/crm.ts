import type { Lead } from './handler.ts';

const PATIENCE_MS = 5_000;

/**
 * Stands for your CRM's API.
 * @throws Error where it did not take the lead: the function fails, and Lambda tries again
 */
export const crmAt =
  (url: string) =>
  async (lead: Lead): Promise<void> => {
    const { ok, status } = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(lead),
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (!ok) throw new Error(`the CRM answered ${status}`);
  };
