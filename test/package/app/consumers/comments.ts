import { isOfType, type MetaWebhookEvent } from 'meta-webhooks-aws/events';

const questions: string[] = [];

/** Keeps the comments that ask something. */
export async function handler(event: MetaWebhookEvent): Promise<readonly string[]> {
  if (isOfType(event, 'instagram.comments')) {
    const text = event.detail.value?.text;
    if (text?.includes('?')) questions.push(text);
  }
  return Promise.resolve(questions);
}
