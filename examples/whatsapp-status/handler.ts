import { ConsumerError, type ChangeHandler } from '../../lambdas/consumers/consumer.ts';
import type { Log } from '../../lambdas/aws/log.ts';
import type { Json } from '../../src/json/json.ts';
import { readStatus } from './message-status.ts';
import type { StatusTable } from './status-table.ts';

export interface WhatsAppStatusDeps {
  readonly statuses: StatusTable;
  readonly log: Log;
}

/** Stores the status of each message. A repeated or an earlier status changes nothing. */
export const keepStatus =
  ({ statuses, log }: WhatsAppStatusDeps): ChangeHandler<'whatsapp_business_account.messages'> =>
  async ({ detail: { id: change, deliveryId, kind, value } }) => {
    if (kind !== 'status') return;
    if (value === undefined)
      throw new ConsumerError('MISSING_VALUE', 'Turn on Include values for messages in the App Dashboard.');
    // Nothing validates what Meta sends, so read it as JSON, not as its type.
    const outcome = await statuses.keep(readStatus(value as unknown as Json));
    log.info('status', { change, deliveryId, outcome });
  };
