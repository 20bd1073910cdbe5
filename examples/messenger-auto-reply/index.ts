import { Logger } from '@aws-lambda-powertools/logger';
import { changeHandler, requireEnv } from 'meta-webhooks-aws/consumer';
import { accountGraphs } from '../shared/account-graphs.ts';
import { autoReply } from './handler.ts';

export const handler = changeHandler(
  'page.messages',
  autoReply({ graphs: accountGraphs(), text: requireEnv('REPLY_TEXT'), now: Date.now, log: new Logger() }),
);
