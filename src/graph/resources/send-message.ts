import type { GraphClient } from '../client/client.ts';
import { requestMalformed } from '../client/graph-error.ts';
import { requireText } from '../client/response-reader.ts';
import { isMetaId } from '../../text/meta-id.ts';

/** A message of a Page to a person. */
export interface PageReply {
  readonly pageId: string;
  /** Page-scoped id of the person: `sender.id` of their message. */
  readonly recipientId: string;
  /** Text of 1 to 2,000 characters. */
  readonly text: string;
}

/**
 * Maximum characters of a message.
 * @see https://developers.facebook.com/docs/messenger-platform/reference/send-api (read 2026-11)
 */
const MAX_CHARACTERS = 2_000;

/**
 * Replies to a person who wrote to a Page in the last 24 hours. The client does not retry it if Meta may have processed
 * it: an error with the `outcome` `unknown` means that the message may be sent.
 * @param page - with the Page's token and `pages_messaging`
 * @returns the id of the message
 * @throws GraphError WINDOW_CLOSED if the person last wrote more than 24 hours ago | …
 * @see https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages
 */
export async function sendMessage(page: GraphClient, { pageId, recipientId, text }: PageReply): Promise<string> {
  if (![pageId, recipientId].every(isMetaId))
    throw requestMalformed('The id of the Page or of the recipient is not valid. Use ids of digits.');
  if (text.trim() === '' || text.length > MAX_CHARACTERS)
    throw requestMalformed(`The message is empty or too long. Use 1 to ${MAX_CHARACTERS} characters.`);
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
