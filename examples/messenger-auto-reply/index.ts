import { Logger } from '@aws-lambda-powertools/logger';
import { oncePerChange, required } from '../../lambdas/consumers/consumer.ts';
import { accountGraphs } from '../shared/account-graphs.ts';
import { autoReply } from './handler.ts';

export const handler = oncePerChange(autoReply({ graphs: accountGraphs(), text: required('REPLY_TEXT'), now: Date.now, log: new Logger() }));
