import { changeHandler } from 'meta-webhooks-aws/consumer';

/** Logs each comment once. */
export const handler = changeHandler('instagram.comments', ({ detail }) => {
  console.log(`comment ${detail.id}: ${detail.value?.text ?? ''}`);
});
