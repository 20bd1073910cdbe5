import { join } from 'node:path';
import { Construct } from 'constructs';
import { ChangeConsumer, type IMetaWebhooks } from 'meta-webhooks-aws';
import { giveTokens, type TokenSecrets } from '../shared/token-secrets.ts';

export interface LeadToCrmProps {
  readonly webhooks: IMetaWebhooks;
  /** Secrets by Page id. */
  readonly tokens: TokenSecrets;
  /** The https URL that accepts a POST with the lead as JSON. */
  readonly crmUrl: string;
}

/** Gets each lead's answers and sends them to the CRM, once per lead. */
export class LeadToCrm extends Construct {
  constructor(scope: Construct, id: string, { webhooks, tokens, crmUrl }: LeadToCrmProps) {
    super(scope, id);
    const consumer = new ChangeConsumer(this, 'Consumer', {
      webhooks,
      detailType: 'page.leadgen',
      entry: join(import.meta.dirname, 'index.ts'),
      description: 'Sends leads to the CRM',
      environment: { CRM_URL: crmUrl, POWERTOOLS_SERVICE_NAME: 'lead-to-crm' },
      largeValues: false, // the value of a lead has only ids
    });
    giveTokens(consumer.function, tokens);
  }
}
