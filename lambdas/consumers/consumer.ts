// Public exports for consumers on Lambda: meta-webhooks-aws/consumer.
export { requireEnv } from '../aws/environment.ts';
export { ConsumerError, type ConsumerErrorCode } from './consumer-error.ts';
export { graphFromSecret, type GraphFromSecretPorts } from './graph-from-secret.ts';
export { changeHandler, type ChangeHandler, type IdempotencyOptions } from './change-handler.ts';
export { loadValue } from './load-value.ts';
