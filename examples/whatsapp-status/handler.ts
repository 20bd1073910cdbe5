import { ConsumerError, type ChangeHandler } from 'meta-webhooks-aws/consumer';
import type { Log } from '../shared/log.ts';
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
    const outcome = await statuses.keep(readStatus(value));
    log.info('status', { change, deliveryId, outcome });
  };
