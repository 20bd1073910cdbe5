import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { LeastPrivilegeFunction } from '../../lib/constructs/least-privilege-function.ts';
import { EVERYTHING_ON } from './everything-on.ts';
import { PROJECT, synthStack } from './synth.ts';

const folder = mkdtempSync(join(tmpdir(), 'meta-webhooks-aws-nag-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What cdk-nag finds, as `rule at construct path`. */
function findings(scope: IConstruct, pack = new AwsSolutionsChecks()): string[] {
  const { violations } = pack.validateScope(scope);
  return violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath = '' }) => `${ruleName} at ${constructPath}`),
  );
}

/** The same when nothing was acknowledged. */
function allFindings(scope: IConstruct): string[] {
  const pack = new AwsSolutionsChecks();
  Object.assign(pack, { isAcknowledged: () => false });
  return findings(scope, pack);
}

/** Every acknowledgement below a construct: its rule, its reason and the path of the construct that it stands on. */
function acknowledgements(scope: IConstruct): { rule: string; reason: string; path: string }[] {
  return scope.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(data as Record<string, string>))
      .map(([id, reason]) => ({ rule: id.replace(/^annotation::/i, ''), reason, path: node.path })),
  );
}

/** A function as a consumer makes it. */
const PLAIN = {
  description: 'Synthetic',
  memorySize: 256,
  timeout: Duration.seconds(30),
  logRetention: RetentionDays.ONE_MONTH,
  environment: {},
};

describe.each([
  { configuration: 'the defaults', metaWebhooks: undefined },
  { configuration: 'everything switched on', metaWebhooks: EVERYTHING_ON },
])('with $configuration', ({ metaWebhooks }) => {
  const stack = synthStack(metaWebhooks);
  stack.onChange('Leads', { detailType: 'page.leadgen', target: stack.webhooks.deadLetterQueue });
  const { function: target } = new LeastPrivilegeFunction(stack, 'Crm', { ...PLAIN, code: Code.fromInline('x') });
  stack.onChange('Ratings', { detailType: 'page.ratings', target, idempotency: true });

  it('cdk-nag finds nothing that is not acknowledged', () => {
    expect(findings(stack)).toEqual([]);
  });

  it('every acknowledgement has its reason, and something that it answers', () => {
    const found = allFindings(stack);
    const said = acknowledgements(stack);
    expect(said.length).toBeGreaterThan(0);
    for (const { rule, reason, path } of said) {
      expect(reason).toMatch(/^[A-Z].{39,}\.$/);
      expect(found.filter((finding) => finding.startsWith(`${rule} at ${path}`))).not.toEqual([]);
    }
  });

  it('none stands on the stack as a whole, where it would cover what is added later', () => {
    expect(acknowledgements(stack).map(({ path }) => path)).not.toContain('MetaWebhooks');
  });
});

it('what is added without an acknowledgement is found', () => {
  const stack = synthStack();
  new Queue(stack, 'Careless');
  expect(findings(stack)).toEqual([
    'AwsSolutions-SQS3 at MetaWebhooks/Careless/Resource',
    'AwsSolutions-SQS4 at MetaWebhooks/Careless/Resource',
  ]);
});

describe('bin/app.ts', () => {
  const synthesizeApp = (...flags: string[]): { status: number | null; stderr: string } => {
    const env = {
      ...process.env,
      CDK_CONTEXT_JSON: JSON.stringify({ metaWebhooks: {} }),
      CDK_OUTDIR: folder,
      CDK_VALIDATION: 'false', // CloudFormation's own rules have tests of their own
    };
    return spawnSync(process.execPath, [...flags, join(PROJECT, 'bin/app.ts')], {
      env,
      encoding: 'utf8',
      timeout: 60_000,
      cwd: PROJECT,
    });
  };

  it('synthesizes, with nothing left to say', () => {
    expect(synthesizeApp()).toMatchObject({ status: 0, stderr: expect.not.stringContaining('AwsSolutions') });
  });

  it('does not, once an acknowledgement is missing', () => {
    const forget = `import { createRequire } from 'node:module';
      createRequire(${JSON.stringify(join(PROJECT, 'package.json'))})('aws-cdk-lib/core').Validations.prototype.acknowledge = () => undefined;`;
    const { status, stderr } = synthesizeApp('--import', `data:text/javascript,${encodeURIComponent(forget)}`);
    expect(status).not.toBe(0);
    expect(stderr).toContain("Acknowledge with 'AwsSolutions::AwsSolutions-SMG4'");
  });
});
