import { Logger } from '@aws-lambda-powertools/logger';
import { changeHandler, requireEnv } from 'meta-webhooks-aws/consumer';
import { accountGraphs } from '../shared/account-graphs.ts';
import { moderateComment } from './handler.ts';
import { listedWords } from './listed-words.ts';

const words = JSON.parse(requireEnv('WORDS')) as readonly string[];

export const handler = changeHandler(
  ['page.feed', 'instagram.comments'],
  moderateComment({ graphs: accountGraphs(), isUnwanted: listedWords(words), log: new Logger() }),
);
