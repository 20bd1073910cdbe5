import { changeHandler, requireEnv } from 'meta-webhooks-aws/consumer';
import { accountGraphs } from '../shared/account-graphs.ts';
import { crmAt } from './crm.ts';
import { leadToCrm } from './handler.ts';

export const handler = changeHandler(
  'page.leadgen',
  leadToCrm({ graphs: accountGraphs(), notifyCrm: crmAt(requireEnv('CRM_URL')) }),
);
