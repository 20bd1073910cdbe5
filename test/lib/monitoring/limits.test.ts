import { describe, expect, it } from '@jest/globals';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { App } from 'aws-cdk-lib/core';
import { readConfiguration } from '../../../lib/configuration/configuration.ts';
import { MetaWebhooksMonitoringStack } from '../../../lib/meta-webhooks-monitoring-stack.ts';
import { MetaWebhooksStack } from '../../../lib/meta-webhooks-stack.ts';
import { watchedBy } from '../../../tools/dashboard/alarm-states.ts';
import { readDashboard, type ReadDashboard } from '../../../tools/dashboard/read-dashboard.ts';
import type { Template } from '../../../tools/dashboard/template.ts';
import { getMetrics } from '../../../tools/dashboard/widget.ts';

/**
 * CloudWatch's limits, none of which CDK or cfn-lint checks.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-limits.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html (all 2026-11)
 */
const LIMITS = {
  alarmsAWidget: 100,
  metricsAWidget: 500,
  metricsADashboard: 2_500,
  widgetsADashboard: 500,
  metricsAnAlarm: 10,
  descriptionCharacters: 1_024,
  alarmNameCharacters: 255,
  /** Of a template, which holds the dashboard's body. */
  templateBytes: 1_000_000,
  resourcesATemplate: 500,
};

/** The longest address of a runbook that the configuration takes. */
const LONGEST_URL = `https://${'r'.repeat(492)}`;

interface Large extends ReadDashboard {
  readonly template: Template;
}

/** Synthesizes as many apps as there may be, with the longest keys, and some consumers. */
function large(apps: number, consumers: number): Large {
  const app = new App({ builtinCloudFormationValidation: false });
  const keys = Array.from({ length: apps }, (_, i) => `a${String(i).padStart(19, '0')}`);
  const configuration = readConfiguration({
    apps: Object.fromEntries(keys.map((key) => [key, {}])),
    storyInsights: true,
    monitoring: { runbookUrl: LONGEST_URL },
  });
  const pipeline = new MetaWebhooksStack(app, 'MetaWebhooks', {
    configuration,
    code: () => Code.fromInline('exports.handler = async () => {};'),
  });
  for (let i = 0; i < consumers; i += 1)
    pipeline.onChange(`Consumer${i}`, {
      detailType: 'instagram.comments',
      target: new Queue(pipeline, `Target${i}`),
    });
  const monitoring = new MetaWebhooksMonitoringStack(app, 'MetaWebhooksMonitoring', { configuration, pipeline });
  const assembly = app.synth();
  const template = assembly.getStackByName(monitoring.stackName).template as Template;
  return { template, ...readDashboard(template, assembly.getStackByName(pipeline.stackName).template as Template) };
}

describe.each([
  [1, 1],
  [20, 5],
  [20, 50],
  [1, 60],
])('with %i apps and %i consumers', (apps, consumers) => {
  const { template, name, widgets, alarms } = large(apps, consumers);
  const listed = widgets.filter(({ type }) => type === 'alarm').map(({ properties }) => properties.alarms!);

  it('every alarm is in a widget of at most 100, and in one only', () => {
    for (const names of listed) expect(names.length).toBeLessThanOrEqual(LIMITS.alarmsAWidget);
    expect(listed.flat().sort()).toEqual(alarms.map(({ AlarmName }) => AlarmName).sort());
  });

  it('the dashboard has no more metrics and widgets than one may have', () => {
    const counts = widgets.map((widget) => getMetrics(widget).length);
    expect(Math.max(...counts)).toBeLessThanOrEqual(LIMITS.metricsAWidget);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(LIMITS.metricsADashboard);
    expect(widgets.length).toBeLessThanOrEqual(LIMITS.widgetsADashboard);
  });

  it('every alarm has a description, a name, actions and metrics within the limits', () => {
    for (const alarm of alarms) {
      expect(alarm.AlarmDescription.length).toBeLessThanOrEqual(LIMITS.descriptionCharacters);
      expect(alarm.AlarmDescription).toContain(LONGEST_URL);
      expect(alarm.AlarmName.length).toBeLessThanOrEqual(LIMITS.alarmNameCharacters);
      expect(watchedBy(alarm).length).toBeLessThanOrEqual(LIMITS.metricsAnAlarm);
    }
  });

  it('the dashboard is named after the region, and the template is no larger than CloudFormation takes', () => {
    expect(name).toMatch(/^MetaWebhooks-eu-central-1$/);
    const bytes = Buffer.byteLength(JSON.stringify(template));
    expect(bytes).toBeLessThanOrEqual(LIMITS.templateBytes);
    expect(Object.keys(template.Resources).length).toBeLessThanOrEqual(LIMITS.resourcesATemplate);
  });
});

it('an address of a runbook that would make a description too long is refused', () => {
  expect(() => readConfiguration({ monitoring: { runbookUrl: `${LONGEST_URL}r` } })).toThrow('at most 500 characters');
});
