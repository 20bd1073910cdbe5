import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { HandlerFunction } from '../../lib/constructs/handler-function.ts';
import { consumerCode } from '../../lib/lambda-bundle.ts';
import type { MetaWebhooksStack } from '../../lib/meta-webhooks-stack.ts';

export interface LeadToCrmProps {
  /** Takes a lead as JSON by POST. */
  readonly crmUrl: string;
}

/** Fetches each lead's answers and tells the CRM, once per lead. */
export class LeadToCrm extends Construct {
  constructor(receiver: MetaWebhooksStack, id: string, { crmUrl }: LeadToCrmProps) {
    super(receiver, id);
    const secret = new Secret(this, 'Secret', { description: 'Page token and app secret: {"token":"…","appSecret":"…"}' });
    const handler = new HandlerFunction(this, 'Handler', {
      code: consumerCode(import.meta.dirname),
      description: 'Takes leads to the CRM',
      memoryMb: 256,
      timeout: Duration.seconds(30),
      logRetention: RetentionDays.ONE_MONTH,
      environment: { SECRET_ARN: secret.secretArn, CRM_URL: crmUrl },
    });
    handler.permit(['secretsmanager:GetSecretValue'], [secret.secretArn]);
    receiver.onChange(`${id}Changes`, { object: 'page', field: 'leadgen', target: handler.function, oncePerChange: true });
  }
}
