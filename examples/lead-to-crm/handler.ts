import { ConsumerError, type ChangeHandler } from 'meta-webhooks-aws/consumer';
import { readLead, type Lead } from 'meta-webhooks-aws/graph';
import type { AccountGraphs } from '../shared/account-graphs.ts';
import { textAt } from '../shared/text-at.ts';

export interface LeadToCrmDeps {
  readonly graphs: AccountGraphs;
  /** Resolves when the CRM accepted the lead. The key is the change's id, which a repeated lead shares. */
  readonly notifyCrm: (lead: Lead, idempotencyKey: string) => Promise<void>;
}

/** Gets the answers of a lead from the Graph API, because Meta sends only its id, and sends them to the CRM. */
export const leadToCrm =
  ({ graphs, notifyCrm }: LeadToCrmDeps): ChangeHandler<'page.leadgen'> =>
  async ({ detail: { id, entryId, value } }) => {
    if (value === undefined)
      throw new ConsumerError('MISSING_VALUE', 'Turn on Include values for leadgen in the App Dashboard.');
    const graph = graphs.get(entryId);
    if (!graph) throw new ConsumerError('MISSING_TOKEN', "Give this consumer the token of the lead's Page.");
    const leadId = textAt(value, 'leadgen_id');
    if (leadId === undefined)
      throw new ConsumerError(
        'VALUE_UNREADABLE',
        'Compare the event in the dead-letter queue with the documentation of Meta: the lead has no id.',
      );
    await notifyCrm(await readLead(await graph(), leadId), id);
  };
