import type { Delivery } from './delivery.ts';
import { isEncoding, type Encoding } from './encoding.ts';
import { MessageError } from './message-error.ts';
import { APP_KEY } from '../accept/app-key.ts';

/** Attributes of a queue message by name, all SQS strings. The message body is Meta's body, unchanged. */
export type MessageAttributes = Readonly<Record<string, string>>;

/** Members that only copies have, as JSON in one attribute, because SQS allows ten attributes. */
interface Origin {
  readonly replayOf?: string;
  readonly nonce?: string;
  readonly moved?: string;
}

/** Returns the message attributes of a delivery. */
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
 * Reads a delivery from the message attributes.
 * @throws {@link MessageError} MESSAGE_MALFORMED with the name of the attribute, but not its value
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
    must(member === undefined || (typeof member === 'string' && member !== ''), 'origin', 'a JSON object of strings');
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
  if (holds) return;
  const hint = `The message attribute ${attribute} must be ${allowed}. Check what else sends to the queue.`;
  throw new MessageError('MESSAGE_MALFORMED', hint);
}
