import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ACCEPTED_LOSSES } from '../../upgrade/accepted-losses.ts';
import { CONFIGURATIONS, synthesizeStacks, type StoredStacks, type StoredTemplate } from '../../upgrade/synthesize.ts';
import { losses, updatePlan } from '../../upgrade/update-plan.ts';
import { PROJECT } from '../synth.ts';

const FOLDER = join(PROJECT, 'test/upgrade');
const STACKS = ['MetaWebhooks', 'MetaWebhooksMonitoring'];
const versions = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.replace(/\.json$/, ''));
const stored = (version: string): Readonly<Record<string, StoredStacks>> =>
  JSON.parse(readFileSync(join(FOLDER, `${version}.json`), 'utf8')) as Record<string, StoredStacks>;
const current = Object.fromEntries(
  Object.entries(CONFIGURATIONS).map(([name, configuration]) => [name, synthesizeStacks(configuration)]),
);

it('the templates of this version are stored, in four configurations', () => {
  const { version } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as { version: string };
  expect(versions).toContain(version);
  for (const name of versions) {
    expect(Object.keys(stored(name))).toEqual(['minimal', 'two-apps', 'customer-key', 'everything-on']);
    for (const stacks of Object.values(stored(name))) expect(Object.keys(stacks)).toEqual(STACKS);
  }
});

describe.each(versions)('an upgrade from %s', (version) => {
  const before = stored(version);
  const accepted = ACCEPTED_LOSSES.filter(({ from }) => from === version).map(({ id }) => id);
  const cases = Object.keys(before).flatMap((configuration) => STACKS.map((stack) => ({ configuration, stack })));

  it.each(cases)(
    'replaces and removes no stateful and no named resource of $stack: $configuration',
    ({ configuration, stack }) => {
      const found = losses(before[configuration]![stack]!, current[configuration]![stack]!);
      expect(found.filter(({ id }) => !accepted.includes(id))).toEqual([]);
    },
  );

  it.each(cases)('removes no output of $stack: $configuration', ({ configuration, stack }) => {
    // CDK names the outputs that the monitoring stack reads after what they are of; the commands read all others.
    const outputs = (template: StoredTemplate): string[] =>
      Object.keys(template.Outputs).filter((name) => !name.startsWith('PublishOutput'));
    expect(outputs(current[configuration]![stack]!)).toEqual(
      expect.arrayContaining(outputs(before[configuration]![stack]!)),
    );
  });
});

describe('this test notices', () => {
  // Stored ones, so that a change of today's template fails the tests above and not these.
  const { MetaWebhooks: template, MetaWebhooksMonitoring: monitoring } = stored(versions[0]!)['everything-on'] as {
    readonly MetaWebhooks: StoredTemplate;
    readonly MetaWebhooksMonitoring: StoredTemplate;
  };

  /** The template with a resource under another logical id. */
  const renamed = (from: StoredTemplate, id: string): StoredTemplate =>
    JSON.parse(JSON.stringify(from).replaceAll(`"${id}"`, `"${id}2"`)) as StoredTemplate;
  /** The template with other properties of a resource. */
  const changed = (from: StoredTemplate, id: string, properties: object): StoredTemplate => {
    const resource = from.Resources[id]!;
    const other = { ...resource, Properties: { ...resource.Properties, ...properties } };
    return { ...from, Resources: { ...from.Resources, [id]: other } };
  };
  const getId = (from: StoredTemplate, type: string): string =>
    Object.keys(from.Resources).find((id) => from.Resources[id]!.Type === type)!;

  // "Update requires: Replacement" in the TemplateReference of each type (2026-11).
  it.each([
    { rule: 'a renamed table', after: renamed(template, 'MentionTable'), id: 'MentionTable', impact: 'orphaned' },
    { rule: 'a renamed claim table', after: renamed(template, 'ClaimTable'), id: 'ClaimTable', impact: 'deleted' },
    { rule: 'a renamed secret', after: renamed(template, 'SecretMeta'), id: 'SecretMeta', impact: 'orphaned' },
    {
      rule: 'a table with another key',
      after: changed(template, 'ClaimTable', { KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] }),
      id: 'ClaimTable',
      impact: 'replaced',
    },
    {
      rule: 'a queue with a name',
      after: changed(template, 'DeliveryQueue', { QueueName: 'mine' }),
      id: 'DeliveryQueue',
      impact: 'replaced',
    },
    {
      rule: 'a bus with another name',
      after: changed(template, 'EventBus', { Name: 'mine' }),
      id: 'EventBus',
      impact: 'replaced',
    },
    {
      rule: 'an access log with another name',
      after: changed(template, getId(template, 'AWS::Logs::LogGroup'), { LogGroupName: '/mine' }),
      id: getId(template, 'AWS::Logs::LogGroup'),
      impact: 'replaced',
    },
    {
      rule: 'an API of another protocol, whose callback URLs would change',
      after: changed(template, getId(template, 'AWS::ApiGatewayV2::Api'), { ProtocolType: 'WEBSOCKET' }),
      id: getId(template, 'AWS::ApiGatewayV2::Api'),
      impact: 'replaced',
    },
  ])('$rule', ({ after, id, impact }) => {
    expect(losses(template, after)).toContainEqual({ id, type: template.Resources[id]!.Type, impact });
  });

  it('a named alarm that goes, and a dashboard with another name', () => {
    const alarm = getId(monitoring, 'AWS::CloudWatch::Alarm');
    const dashboard = getId(monitoring, 'AWS::CloudWatch::Dashboard');
    const rest = Object.entries(monitoring.Resources).filter(([id]) => id !== alarm);
    expect(losses(monitoring, { ...monitoring, Resources: Object.fromEntries(rest) })).toMatchObject([
      { id: alarm, impact: 'deleted' },
    ]);
    expect(losses(monitoring, changed(monitoring, dashboard, { DashboardName: 'mine' }))).toMatchObject([
      { id: dashboard, impact: 'replaced' },
    ]);
  });

  it('and no change that CloudFormation makes in place', () => {
    const longer = changed(template, 'DeliveryQueue', { VisibilityTimeout: 720 });
    expect(updatePlan(template, longer)).toEqual([]);
    expect(updatePlan(template, template)).toEqual([]);
  });
});

it('every accepted loss is of a stored version and still happens', () => {
  for (const { from, id } of ACCEPTED_LOSSES) {
    const found = Object.entries(stored(from)).flatMap(([configuration, stacks]) =>
      STACKS.flatMap((stack) => losses(stacks[stack]!, current[configuration]![stack]!)),
    );
    expect(found.map((change) => change.id)).toContain(id);
  }
});
