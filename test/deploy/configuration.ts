import { IDS } from '../support/harness/graph-under-test.ts';

/** The account whose mentions the deployed stack answers; no fixture is of it. */
export const MENTIONED_ACCOUNT = IDS.igLinked;

/**
 * What the stack of these tests is deployed with: the key `metaWebhooks` of the CDK context. Everything else is the
 * default.
 */
export const CONFIGURATION = {
  storyInsights: true,
  mentionReplies: {
    dryRun: false,
    accounts: { [MENTIONED_ACCOUNT]: { app: 'meta' } },
    answers: [
      { kinds: ['caption'], message: 'Thank you, {username}!' },
      { kinds: ['comment'], message: 'Thank you!' },
    ],
  },
};
