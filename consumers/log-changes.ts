import { changeHandler } from 'meta-webhooks-aws/consumer';

/** Logs which changes arrive, without their content. Copy this file, and replace the last line with your code. */
export const handler = changeHandler(
  ['instagram.comments', 'page.feed', 'page.leadgen', 'page.messages', 'whatsapp_business_account.messages'],
  ({ 'detail-type': detailType, detail: { id, kind, accountId } }) => {
    console.log(JSON.stringify({ message: 'change', detailType, kind, accountId, id }));
  },
);
