import { CONTROLS } from './controls.ts';
import type { Explanation } from './permissions.ts';

/** Denials that a deploy test provokes. Any other denial fails the run. */
export const DENIED_ON_PURPOSE: readonly Explanation[] = CONTROLS;

/** Grants that no deploy test uses. Any other unused grant fails the run, and so does a row that explains nothing. */
export const UNUSED: readonly Explanation[] = [
  ...['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({
    role: '*Handler',
    action,
    resource: 'arn:aws:logs:*:log-group:/aws/cloudformation/MetaWebhooks/*',
    reason: 'the emulator writes the logs of functions itself',
  })),
  ...['sqs:ReceiveMessage', 'sqs:GetQueueAttributes'].map((action) => ({
    role: 'WorkerHandler',
    action,
    resource: 'arn:aws:sqs:*:MetaWebhooks-DeliveryQueue-*',
    reason: 'the event source mapping of the emulator polls as itself; on AWS it uses the role of the function',
  })),
  ...['sqs:ReceiveMessage', 'sqs:GetQueueAttributes', 'sqs:DeleteMessage'].map((action) => ({
    role: 'MentionRepliesHandler',
    action,
    resource: 'arn:aws:sqs:*:MetaWebhooks-MentionQueue-*',
    reason: 'the event source mapping of the emulator polls as itself; on AWS it uses the role of the function',
  })),
  {
    role: 'WorkerHandler',
    action: 'sqs:SendMessage',
    resource: 'arn:aws:sqs:*:MetaWebhooks-DeadLetterQueue-*',
    reason:
      'only the receivers of verify-aws.test.ts dead-letter a body; their workers use the same grant on their queues',
  },
  {
    role: 'MentionRepliesHandler',
    action: 'sqs:SendMessage',
    resource: 'arn:aws:sqs:*:MetaWebhooks-MentionsForPeople-*',
    reason: 'no deploy test queues a mention for review; test/integration/mention-queue.test.ts makes the call',
  },
  {
    role: 'StoryInsightsHandler',
    action: 'sqs:SendMessage',
    resource: 'arn:aws:sqs:*:MetaWebhooks-StoryInsightsChangesDeadLetters*',
    reason: 'the emulator sends to the on-failure destination as itself; on AWS Lambda uses the role of the function',
  },
  ...[
    ...['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({
      action,
      resource: 'arn:aws:logs:*:log-group:/aws/cloudformation/Consumer/*',
      reason: 'the emulator writes the logs of functions itself',
    })),
    ...['dynamodb:GetItem', 'dynamodb:DeleteItem'].map((action) => ({
      action,
      resource: 'arn:aws:dynamodb:*:table/Consumer-*',
      reason: 'Powertools reads and deletes a record only if the work fails or is in progress elsewhere',
    })),
    {
      action: 'sqs:SendMessage',
      resource: 'arn:aws:sqs:*:Consumer-*',
      reason: 'the emulator sends to the on-failure destination as itself; on AWS Lambda uses the role of the function',
    },
    {
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::*/values/*',
      reason: 'the comments of package.test.ts are small; test/lambdas/consumers/load-value.test.ts makes the call',
    },
  ].map((row) => ({ role: 'Consumer-CommentsRole*', ...row })),
  {
    role: '*Handler',
    action: 'kms:*',
    resource: 'arn:aws:kms:*:key/*',
    reason: 'the emulator encrypts without a call to KMS; test/lib/key-access evaluates each of these grants',
  },
];
