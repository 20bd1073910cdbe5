// Public exports for a CDK app: meta-webhooks-aws.
export { ConfigurationError } from './configuration/rules.ts';
export { ChangeConsumer, type ChangeConsumerOptions, type ChangeConsumerProps } from './consumers/change-consumer.ts';
export type { ChangeDetailType } from './consumers/change-pattern.ts';
export {
  ChangeRule,
  type ChangeRuleOptions,
  type ChangeRuleProps,
  type ChangeTarget,
} from './consumers/change-rule.ts';
export type { MetaWebhooksAttributes } from './imported-meta-webhooks.ts';
export type { IMetaWebhooks } from './meta-webhooks-interface.ts';
export type { MetaWebhooksProps } from './meta-webhooks-props.ts';
export { MetaWebhooks } from './meta-webhooks.ts';
export { MetaWebhooksMonitoring } from './meta-webhooks-monitoring.ts';
export type { MetaWebhooksMonitoringProps } from './meta-webhooks-monitoring-props.ts';
