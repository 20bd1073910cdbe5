// What a consumer on Lambda imports: meta-webhooks-aws/consumer.
export { ConsumerError, type ConsumerErrorCode } from './consumer-error.ts';
export { oncePerChange, type ChangeHandler, type OnceOptions } from './once-per-change.ts';
export { valueOf } from './value-of.ts';
