import { graphFromSecret, oncePerChange, required } from '../../lambdas/consumers/consumer.ts';
import { crmAt } from './crm.ts';
import { leadToCrm } from './handler.ts';

export const handler = oncePerChange(leadToCrm({ graph: graphFromSecret(required('SECRET_ARN')), tellCrm: crmAt(required('CRM_URL')) }));
