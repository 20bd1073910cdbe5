import { ConsumerError, type ChangeHandler } from '../../lambdas/consumers/consumer.ts';
import { isArray, member, textAt, type Json } from '../../src/change/json.ts';
import type { GraphClient } from '../../src/graph/client.ts';
import { textsAt } from '../../src/graph/shape.ts';

/** What the CRM is told. */
export interface Lead {
  readonly id: string;
  readonly form?: string | undefined;
  readonly answers: Readonly<Record<string, string>>;
}

export interface LeadToCrmDeps {
  readonly graph: () => Promise<GraphClient>;
  /** Resolves when the CRM has it. */
  readonly tellCrm: (lead: Lead) => Promise<void>;
}

/** Meta announces a lead by its id only: this fetches its answers and tells the CRM. */
export const leadToCrm =
  ({ graph, tellCrm }: LeadToCrmDeps): ChangeHandler<'page.leadgen'> =>
  async ({ detail: { value } }) => {
    if (value === undefined) throw new ConsumerError('VALUE_ABSENT', 'switch on Include values for leadgen in the App Dashboard');
    const id = String(value.leadgen_id);
    const lead = await (await graph()).send({ path: [id], parameters: { fields: ['form_id', 'field_data'] } });
    await tellCrm({ id, form: textAt(lead, 'form_id'), answers: answersOf(member(lead, 'field_data')) });
  };

/** `[{"name":"email","values":["a@example.com"]}]` as `{"email": "a@example.com"}`. */
function answersOf(fields: Json | undefined): Lead['answers'] {
  return Object.fromEntries((isArray(fields) ? fields : []).map((field) => [textAt(field, 'name') ?? '', textsAt(field, 'values').join(', ')]));
}
