import { oncePerChange, required } from '../../lambdas/consumers/consumer.ts';
import { accountGraphs } from '../shared/account-graphs.ts';
import { crmAt } from './crm.ts';
import { leadToCrm } from './handler.ts';

export const handler = oncePerChange(leadToCrm({ graphs: accountGraphs(), tellCrm: crmAt(required('CRM_URL')) }));
