import { Logger } from '@aws-lambda-powertools/logger';
import { oncePerChange, required } from '../../lambdas/consumers/consumer.ts';
import { accountGraphs } from '../shared/account-graphs.ts';
import { moderateComment } from './handler.ts';
import { listedWords } from './listed-words.ts';

const words = JSON.parse(required('WORDS')) as readonly string[];

export const handler = oncePerChange(moderateComment({ graphs: accountGraphs(), isUnwanted: listedWords(words), log: new Logger() }));
