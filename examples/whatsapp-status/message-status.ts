import { ConsumerError } from '../../lambdas/consumers/consumer.ts';
import { isArray, member, textAt, type Json } from '../../src/json/json.ts';

/** The table's keys. */
export const STATUS_TABLE = { message: 'message', participant: 'participant', expiresAt: 'expiresAt' } as const;

/** How far a message has come. */
export interface MessageStatus {
  /** The id that Meta gave when it was sent. */
  readonly message: string;
  /** Whose status it is, in a group; `-` where only one person gets the message. */
  readonly participant: string;
  readonly status: string;
  /** The later, the higher. */
  readonly rank: number;
  /** ISO 8601. */
  readonly at: string;
  /** Meta's number of what went wrong. */
  readonly errorCode?: number;
}

/**
 * Meta sends them in any order, skips some, and may say both `failed` and `delivered`, e.g. of a person with several
 * phones: what reached one of them did not fail.
 * @see https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status
 */
const RANKS: ReadonlyMap<string | undefined, number> = new Map(
  ['sent', 'failed', 'delivered', 'read', 'played'].map((status, index) => [status, index + 1]),
);

const SECONDS = /^\d{1,11}$/;

/**
 * Reads a status from an event's value, which has one.
 * @throws ConsumerError VALUE_UNREADABLE
 */
export function readStatus(value: Json): MessageStatus {
  const found = firstOf(member(value, 'statuses'));
  const [message = '', status = '', seconds = ''] = ['id', 'status', 'timestamp'].map((name) => textAt(found, name));
  const rank = RANKS.get(status);
  if (message === '' || rank === undefined || !SECONDS.test(seconds))
    throw new ConsumerError(
      'VALUE_UNREADABLE',
      'no status that is known here: compare the event among the dead letters with RANKS, and with what Meta documents',
    );
  const at = new Date(Number(seconds) * 1000).toISOString();
  return {
    message,
    participant: textAt(found, 'recipient_participant_id') ?? '-',
    status,
    rank,
    at,
    ...errorOf(found),
  };
}

function errorOf(status: Json | undefined): Pick<MessageStatus, 'errorCode'> {
  const errorCode = Number(textAt(firstOf(member(status, 'errors')), 'code'));
  return Number.isSafeInteger(errorCode) ? { errorCode } : {};
}

function firstOf(list: Json | undefined): Json | undefined {
  return isArray(list) ? list[0] : undefined;
}
