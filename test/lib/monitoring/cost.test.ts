import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { App } from 'aws-cdk-lib/core';
import { Template } from 'aws-cdk-lib/assertions';
import { readConfiguration } from '../../../lib/configuration/configuration.ts';
import { MetaWebhooksMonitoringStack } from '../../../lib/meta-webhooks-monitoring-stack.ts';
import { MetaWebhooksStack } from '../../../lib/meta-webhooks-stack.ts';

const ESTIMATE = join(import.meta.dirname, '../../../tools/cost/estimate.ts');

interface Alarm {
  readonly Properties: {
    readonly MetricName?: string;
    readonly Metrics?: readonly { readonly MetricStat?: object }[];
  };
}

/** @see https://aws.amazon.com/cloudwatch/pricing/ (2026-11): an alarm costs $0.10 a month for each metric in it */
it('npm run cost counts each metric in an alarm of the default configuration, and the dashboard', () => {
  const app = new App();
  const configuration = readConfiguration(undefined);
  const code = (): Code => Code.fromInline('exports.handler = () => {};');
  const pipeline = new MetaWebhooksStack(app, 'MetaWebhooks', { configuration, code });
  const monitoring = new MetaWebhooksMonitoringStack(app, 'Monitoring', { configuration, pipeline });
  const alarms = Object.values(Template.fromStack(monitoring).findResources('AWS::CloudWatch::Alarm')) as Alarm[];
  const counts = alarms.map(({ Properties: { MetricName, Metrics = [] } }) =>
    MetricName === undefined ? Metrics.filter(({ MetricStat }) => MetricStat !== undefined).length : 1,
  );
  const metrics = counts.reduce((total, count) => total + count, 0);
  const { fixedPerMonth } = JSON.parse(execFileSync(process.execPath, [ESTIMATE, '--json'], { encoding: 'utf8' })) as {
    readonly fixedPerMonth: Readonly<Record<string, number>>;
  };
  expect(fixedPerMonth).toMatchObject({
    'monitoring: dashboard': 3,
    'monitoring: alarms': expect.closeTo(0.1 * metrics, 5),
  });
});
