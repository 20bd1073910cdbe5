// What a consumer on Lambda imports: meta-webhooks-aws/consumer.
export { required } from '../aws/environment.ts';
export { ConsumerError, type ConsumerErrorCode } from './consumer-error.ts';
export { graphFromSecret, type GraphFromSecretPorts } from './graph-from-secret.ts';
export { oncePerChange, type ChangeHandler, type OnceOptions } from './change-handler.ts';
export { valueOf } from './load-value.ts';
