// Public exports for a CDK app: meta-webhooks-aws.
export { ConfigurationError } from './configuration/rules.ts';
export { OnChange, type OnChangeProps } from './consumers/on-change.ts';
export type { MetaWebhooksAttributes } from './imported-meta-webhooks.ts';
export type { IMetaWebhooks } from './meta-webhooks-interface.ts';
export type { MetaWebhooksProps } from './meta-webhooks-props.ts';
export { MetaWebhooks } from './meta-webhooks.ts';
