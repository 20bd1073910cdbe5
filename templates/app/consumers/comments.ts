import { changeHandler } from 'meta-webhooks-aws/consumer';

/** Runs once for each comment. Replace the line with your code. */
export const handler = changeHandler('instagram.comments', ({ detail }) => {
  const isQuestion = detail.value?.text?.includes('?') ?? false;
  console.log(JSON.stringify({ message: 'comment', id: detail.id, isQuestion }));
});
