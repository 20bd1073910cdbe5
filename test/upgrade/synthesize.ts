import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { App } from 'aws-cdk-lib/core';
import { readConfiguration } from '../../lib/configuration/configuration.ts';
import { MetaWebhooksMonitoringStack } from '../../lib/meta-webhooks-monitoring-stack.ts';
import { MetaWebhooksStack } from '../../lib/meta-webhooks-stack.ts';
import { EVERYTHING_ON } from '../lib/everything-on.ts';

const PROJECT = join(import.meta.dirname, '../..');
const { context } = JSON.parse(readFileSync(join(PROJECT, 'cdk.json'), 'utf8')) as { context: Record<string, unknown> };

/** The parts of a resource that decide whether an update replaces, deletes or retains it. */
export interface StoredResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** The parts of a template that an update must respect. */
export interface StoredTemplate {
  readonly Resources: Readonly<Record<string, StoredResource>>;
  readonly Outputs: Readonly<Record<string, unknown>>;
}

/** The templates of one configuration by the name of their stack. */
export type StoredStacks = Readonly<Record<string, StoredTemplate>>;

/** The configurations whose templates are stored for each version. */
export const CONFIGURATIONS: Readonly<Record<string, object>> = {
  minimal: {},
  'two-apps': { apps: { meta: {}, shop: { description: 'EU web shop' } } },
  'customer-key': { encryption: 'CUSTOMER_MANAGED' },
  'everything-on': EVERYTHING_ON,
};

/** Synthesizes both stacks, with placeholders for the functions' code. */
export function synthesizeStacks(
  metaWebhooks: object,
  env?: { readonly account: string; readonly region: string },
): StoredStacks {
  const app = new App({ context: { ...context }, builtinCloudFormationValidation: false });
  const configuration = readConfiguration(metaWebhooks);
  const code = (): Code => Code.fromInline('exports.handler = async () => {};');
  const pipeline = new MetaWebhooksStack(app, 'MetaWebhooks', { configuration, code, env });
  // A consumer has a named rule and a retained queue.
  const target = pipeline.webhooks.workerFunction;
  pipeline.onChange('Leads', { detailType: 'page.leadgen', target });
  const monitoring = new MetaWebhooksMonitoringStack(app, 'MetaWebhooksMonitoring', { configuration, pipeline, env });
  const assembly = app.synth();
  const templates = [pipeline, monitoring].map(({ stackName }) => [
    stackName,
    store(assembly.getStackByName(stackName).template as StoredTemplate),
  ]);
  return Object.fromEntries(templates) as StoredStacks;
}

/** Leaves out what is large and replaces nothing: a dashboard's body, and metadata. */
function store({ Resources, Outputs }: StoredTemplate): StoredTemplate {
  const resources = Object.entries(Resources).map(([id, { Type, Properties, DeletionPolicy, UpdateReplacePolicy }]) => {
    const properties = Object.entries(Properties ?? {}).filter(([name]) => name !== 'DashboardBody');
    return [id, { Type, Properties: Object.fromEntries(properties), DeletionPolicy, UpdateReplacePolicy }] as const;
  });
  return JSON.parse(JSON.stringify({ Resources: Object.fromEntries(resources), Outputs })) as StoredTemplate;
}
