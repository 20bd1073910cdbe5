import { ConsumerError, type ChangeHandler } from '../../lambdas/consumers/consumer.ts';
import type { Log } from '../../lambdas/aws/log.ts';
import type { Json } from '../../src/json/json.ts';
import { readStatus } from './message-status.ts';
import type { StatusTable } from './status-table.ts';

export interface WhatsAppStatusDeps {
  readonly statuses: StatusTable;
  readonly log: Log;
}

/** Keeps how far each message has come. The same status again, or an earlier one, changes nothing. */
export const keepStatus =
  ({ statuses, log }: WhatsAppStatusDeps): ChangeHandler<'whatsapp_business_account.messages'> =>
  async ({ detail: { id: change, deliveryId, kind, value } }) => {
    if (kind !== 'status') return;
    if (value === undefined)
      throw new ConsumerError('MISSING_VALUE', 'Enable Include values for messages in the App Dashboard.');
    // Meta sends, nobody checks: read as JSON, not as its type.
    const outcome = await statuses.keep(readStatus(value as unknown as Json));
    log.info('status', { change, deliveryId, outcome });
  };
