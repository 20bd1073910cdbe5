import type { Delivery } from './delivery.ts';
import { isEncoding, type Encoding } from './encoding.ts';
import { MessageError } from './message-error.ts';
import { APP_KEY } from '../accept/app-key.ts';

/** The attributes of a queue message by name; the message body is Meta's body, untouched. All are SQS strings. */
export type MessageAttributes = Readonly<Record<string, string>>;

/** What only copies carry, in one attribute as JSON: SQS allows ten. */
interface Origin {
  readonly replayOf?: string;
  readonly nonce?: string;
  readonly moved?: string;
}

/** Says of a delivery what its message's attributes must carry. */
export function toAttributes(delivery: Delivery, encoding: Encoding): MessageAttributes {
  const { deliveryId, app, receivedAt, replayOf, nonce, moved } = delivery;
  const isCopy = replayOf !== undefined || nonce !== undefined || moved !== undefined;
  return {
    deliveryId,
    app,
    receivedAt,
    encoding,
    ...(isCopy && { origin: JSON.stringify({ replayOf, nonce, moved }) }),
  };
}

/**
 * Reads a delivery back from its message's attributes.
 * @throws {@link MessageError} MESSAGE_MALFORMED, naming the attribute but not its value
 */
export function fromAttributes(attributes: MessageAttributes): { delivery: Delivery; encoding: Encoding } {
  const { deliveryId = '', app = '', receivedAt = '', encoding = '', origin } = attributes;
  must(deliveryId !== '', 'deliveryId', 'a UUID');
  must(APP_KEY.test(app), 'app', `an app's key, ${APP_KEY.source}`);
  must(!Number.isNaN(Date.parse(receivedAt)), 'receivedAt', 'a time in ISO 8601');
  must(isEncoding(encoding), 'encoding', 'text, base64 or s3');
  return { delivery: { deliveryId, app, receivedAt, ...readOrigin(origin) }, encoding: encoding as Encoding };
}

/**
 * Reads the attribute `origin`.
 * @throws {@link MessageError} MESSAGE_MALFORMED
 */
export function readOrigin(origin: string | undefined): Origin {
  if (origin === undefined) return {};
  const members = parsed(origin);
  must(isObject(members), 'origin', 'a JSON object');
  const { replayOf, nonce, moved } = members as Readonly<Record<string, unknown>>;
  for (const member of [replayOf, nonce, moved])
    must(member === undefined || (typeof member === 'string' && member !== ''), 'origin', 'a JSON object of texts');
  return {
    ...(replayOf !== undefined && { replayOf }),
    ...(nonce !== undefined && { nonce }),
    ...(moved !== undefined && { moved }),
  } as Origin;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function must(holds: boolean, attribute: string, allowed: string): void {
  if (!holds) throw new MessageError('MESSAGE_MALFORMED', `message attribute ${attribute}: must be ${allowed}`);
}
