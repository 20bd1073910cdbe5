import type { GraphClient } from '../client/client.ts';
import { requestMalformed } from '../client/graph-error.ts';
import { requireText } from '../client/response-reader.ts';
import { isMetaId } from '../../text/meta-id.ts';

/** What a Page writes to whom. */
export interface PageReply {
  readonly pageId: string;
  /** The person, as the Page knows them: `sender.id` of their message. */
  readonly recipientId: string;
  /** 1 to 2,000 characters. */
  readonly text: string;
}

/** @see https://developers.facebook.com/docs/messenger-platform/reference/send-api (read 2026-11) */
const MAX_CHARACTERS = 2_000;

/**
 * Answers somebody who wrote to a Page in the last 24 hours. Never repeated by the client once it may have been done:
 * an error whose `outcome` is `unknown` leaves open whether the message is there.
 * @param page - with the Page's token; `pages_messaging`
 * @returns the id of the message
 * @throws GraphError WINDOW_CLOSED when they wrote longer ago | …
 * @see https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages
 */
export async function sendMessage(page: GraphClient, { pageId, recipientId, text }: PageReply): Promise<string> {
  if (![pageId, recipientId].every(isMetaId))
    throw requestMalformed('ids of Pages, and of people who write to them, have digits only');
  if (text.trim() === '' || text.length > MAX_CHARACTERS)
    throw requestMalformed(`a message has 1 to ${MAX_CHARACTERS} characters`);
  const answer = await page.send({
    method: 'POST',
    path: [pageId, 'messages'],
    parameters: {
      recipient: JSON.stringify({ id: recipientId }),
      messaging_type: 'RESPONSE',
      message: JSON.stringify({ text }),
    },
    secretTexts: [recipientId, text],
  });
  return requireText(answer, 'message_id');
}
