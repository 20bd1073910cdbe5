import { expect, it } from '@jest/globals';
import { TemplateResolver, type Deployment, type ResolvableTemplate } from '../../support/policies/resolve-template.ts';
import { example } from './watched.ts';

const { monitoring } = example();
const template = monitoring as ResolvableTemplate;

/**
 * Hosts of the console: https://docs.aws.amazon.com/general/latest/gr/mgmt-console.html and
 * https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/using-govcloud-endpoints.html
 */
it.each<Pick<Deployment, 'partition' | 'region'> & { host: string }>([
  { partition: 'aws', region: 'eu-central-1', host: 'eu-central-1.console.aws.amazon.com' },
  { partition: 'aws-us-gov', region: 'us-gov-west-1', host: 'us-gov-west-1.console.amazonaws-us-gov.com' },
])('in $region the URL of the dashboard leads to the console of $partition', ({ partition, region, host }) => {
  const resolver = new TemplateResolver(template, { partition, region, account: '111122223333', stackName: 'Any' });
  const [dashboard] = Object.keys(template.Resources).filter((id) => id.startsWith('PipelineDashboard'));
  const {
    host: given,
    pathname,
    search,
    hash,
  } = new URL(String(resolver.resolve(template.Outputs?.['DashboardUrl']?.Value)));
  expect([given, pathname, search]).toEqual([host, '/cloudwatch/home', `?region=${region}`]);
  expect(hash).toBe(`#dashboards/dashboard/${String(resolver.resolve({ Ref: dashboard }))}`);
});
