import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { LeastPrivilegeFunction } from '../../lib/constructs/least-privilege-function.ts';
import { consumerCode } from '../../lib/lambda-bundle.ts';
import type { MetaWebhooksStack } from '../../lib/meta-webhooks-stack.ts';
import { giveTokens, type TokenSecrets } from '../shared/token-secrets.ts';

export interface LeadToCrmProps {
  /** Secrets by Page id. */
  readonly tokens: TokenSecrets;
  /** The https URL that accepts a POST with the lead as JSON. */
  readonly crmUrl: string;
}

/** Gets each lead's answers and sends them to the CRM, once per lead. */
export class LeadToCrm extends Construct {
  constructor(receiver: MetaWebhooksStack, id: string, { tokens, crmUrl }: LeadToCrmProps) {
    super(receiver, id);
    const handler = new LeastPrivilegeFunction(this, 'Handler', {
      code: consumerCode(import.meta.dirname),
      description: 'Sends leads to the CRM',
      memorySize: 256,
      timeout: Duration.seconds(30),
      logRetention: RetentionDays.ONE_MONTH,
      environment: { CRM_URL: crmUrl, POWERTOOLS_SERVICE_NAME: 'lead-to-crm' },
    });
    giveTokens(handler, tokens);
    receiver.onChange(`${id}Changes`, {
      detailType: 'page.leadgen',
      target: handler.function,
      idempotency: true,
    });
  }
}
