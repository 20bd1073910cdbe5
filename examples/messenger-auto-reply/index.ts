import { graphFromSecret, oncePerChange, required } from '../../lambdas/consumers/consumer.ts';
import { autoReply } from './handler.ts';

export const handler = oncePerChange(autoReply({ graph: graphFromSecret(required('SECRET_ARN')), text: required('REPLY') }));
