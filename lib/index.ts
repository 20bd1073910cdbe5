// Public exports for a CDK app: meta-webhooks-aws.
export {
  ChangeRule,
  type ChangeRuleOptions,
  type ChangeRuleProps,
  type ChangeTarget,
} from './consumers/change-rule.ts';
export type { IMetaWebhooks } from './meta-webhooks-interface.ts';
export { MetaWebhooksStack, type MetaWebhooksStackProps } from './meta-webhooks-stack.ts';
export { MetaWebhooksMonitoringStack } from './meta-webhooks-monitoring-stack.ts';
export { readConfiguration } from './configuration/configuration.ts';
