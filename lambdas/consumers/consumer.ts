// Public exports for consumers on Lambda: meta-webhooks-aws/consumer.
export { requireEnv } from '../aws/environment.ts';
export { ConsumerError, type ConsumerErrorCode } from './consumer-error.ts';
export { graphFromSecret, type GraphFromSecretPorts } from './graph-from-secret.ts';
export { changeHandler, type ChangeFunction, type ChangeHandler, type IdempotencyOptions } from './change-handler.ts';
export type { ConsumerOutcome } from './run-once.ts';
export { idToString } from '../../src/events/id-to-string.ts';
export { loadValue } from './load-value.ts';
