import { ConsumerError, type ChangeHandler } from '../../lambdas/consumers/consumer.ts';
import { textAt, type Json } from '../../src/json/json.ts';
import { readLead, type Lead } from '../../src/graph/resources/read-lead.ts';
import type { AccountGraphs } from '../shared/account-graphs.ts';

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
    if (!graph) throw new ConsumerError('MISSING_TOKEN', "give this consumer the token of the lead's Page");
    // Nothing validates what Meta sends, so read it as JSON, not as its type.
    const leadId = textAt(value as unknown as Json, 'leadgen_id');
    if (leadId === undefined)
      throw new ConsumerError(
        'VALUE_UNREADABLE',
        'Compare the event in the dead-letter queue with the documentation of Meta: the lead has no id.',
      );
    await notifyCrm(await readLead(await graph(), leadId), id);
  };
