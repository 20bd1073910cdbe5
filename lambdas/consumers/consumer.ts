// What a consumer on Lambda imports: meta-webhooks-aws/consumer.
export { required } from '../shared/environment.ts';
export { ConsumerError, type ConsumerErrorCode } from './consumer-error.ts';
export { graphFromSecret, type GraphFromSecretPorts } from './graph-from-secret.ts';
export { oncePerChange, type ChangeHandler, type OnceOptions } from './once-per-change.ts';
export { valueOf } from './value-of.ts';
