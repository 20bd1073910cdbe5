import { graphFromSecret, oncePerChange, required } from '../../lambdas/consumers/consumer.ts';
import { moderateComment } from './handler.ts';

const unwanted = required('UNWANTED_WORDS').split(',');

export const handler = oncePerChange(moderateComment({ graph: graphFromSecret(required('SECRET_ARN')), unwanted }));
