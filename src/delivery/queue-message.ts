import type { Delivery } from './delivery.ts';
import { isEncoding, type Encoding } from './encoding.ts';
import { MessageError } from './message-error.ts';
import { APP_KEY } from '../accept/app-key.ts';

/** The attributes of a queue message by name; the message body is Meta's body, untouched. All are SQS strings. */
export type MessageAttributes = Readonly<Record<string, string>>;

/** Says of a delivery what its message's attributes must carry. */
export function toAttributes(delivery: Delivery, encoding: Encoding): MessageAttributes {
  const { deliveryId, app, receivedAt, replayOf, nonce } = delivery;
  return { deliveryId, app, receivedAt, encoding, ...(replayOf && { replayOf }), ...(nonce && { nonce }) };
}

/**
 * Reads a delivery back from its message's attributes.
 * @throws {@link MessageError} MESSAGE_MALFORMED, naming the attribute but not its value
 */
export function fromAttributes(attributes: MessageAttributes): { delivery: Delivery; encoding: Encoding } {
  const { deliveryId = '', app = '', receivedAt = '', encoding = '', replayOf, nonce } = attributes;
  must(deliveryId !== '', 'deliveryId', 'a UUID');
  must(APP_KEY.test(app), 'app', `an app's key, ${APP_KEY.source}`);
  must(!Number.isNaN(Date.parse(receivedAt)), 'receivedAt', 'a time in ISO 8601');
  must(isEncoding(encoding), 'encoding', 'text, base64 or s3');
  return {
    delivery: { deliveryId, app, receivedAt, ...(replayOf && { replayOf }), ...(nonce && { nonce }) },
    encoding: encoding as Encoding,
  };
}

function must(holds: boolean, attribute: string, allowed: string): void {
  if (!holds) throw new MessageError('MESSAGE_MALFORMED', `message attribute ${attribute}: must be ${allowed}`);
}
