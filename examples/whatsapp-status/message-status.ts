import { ConsumerError } from 'meta-webhooks-aws/consumer';
import { textAt } from '../shared/text-at.ts';

/** Names of the keys of the table. */
export const STATUS_TABLE = { message: 'message', participant: 'participant', expiresAt: 'expiresAt' } as const;

/** The status of a message. */
export interface MessageStatus {
  /** The id that Meta returned when the message was sent. */
  readonly message: string;
  /** The participant in a group; `-` if the message has only one recipient. */
  readonly participant: string;
  readonly status: string;
  /** The rank of the status: later statuses have higher ranks. */
  readonly rank: number;
  /** The time of the status, in ISO 8601. */
  readonly at: string;
  /** Meta's error code. */
  readonly errorCode?: number;
}

/**
 * The rank of each status. Meta sends statuses in any order, skips some, and can send both `failed` and `delivered`,
 * e.g. for a person with several phones: then `delivered` counts.
 * @see https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status
 */
const RANKS: ReadonlyMap<string | undefined, number> = new Map(
  ['sent', 'failed', 'delivered', 'read', 'played'].map((status, index) => [status, index + 1]),
);

const SECONDS = /^\d{1,11}$/;

/**
 * Reads the status in an event's value.
 * @throws ConsumerError VALUE_UNREADABLE
 */
export function readStatus(value: unknown): MessageStatus {
  const found = firstOf(value, 'statuses');
  const [message = '', status = '', seconds = ''] = ['id', 'status', 'timestamp'].map((name) => textAt(found, name));
  const rank = RANKS.get(status);
  if (message === '' || rank === undefined || !SECONDS.test(seconds))
    throw new ConsumerError(
      'VALUE_UNREADABLE',
      'Compare the event in the dead-letter queue with RANKS and the documentation of Meta: its status is unknown.',
    );
  const at = new Date(Number(seconds) * 1000).toISOString();
  return {
    message,
    participant: textAt(found, 'recipient_participant_id') ?? '-',
    status,
    rank,
    at,
    ...getError(found),
  };
}

function getError(status: unknown): Pick<MessageStatus, 'errorCode'> {
  const errorCode = Number(textAt(firstOf(status, 'errors'), 'code'));
  return Number.isSafeInteger(errorCode) ? { errorCode } : {};
}

/** Reads the first item of a list in a value. */
function firstOf(value: unknown, name: 'statuses' | 'errors'): unknown {
  const list: unknown = (value as Readonly<Record<string, unknown>> | null | undefined)?.[name];
  return Array.isArray(list) ? (list as readonly unknown[])[0] : undefined;
}
