import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { PROJECT, type Resource } from '../lib/synth.ts';

const { context } = JSON.parse(readFileSync(join(PROJECT, 'cdk.json'), 'utf8')) as { context: object };
const folder = mkdtempSync(join(tmpdir(), 'examples-app-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** CDK's own switch: nothing is bundled, which is what takes the time. */
const WITHOUT_CODE = { 'aws:cdk:bundling-stacks': [] };

/** Runs it as `cdk` does. */
const run = (outdir: string, given: object = {}) => {
  const env = {
    ...process.env,
    CDK_OUTDIR: join(folder, outdir),
    CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...given }),
  };
  return spawnSync(process.execPath, [join(PROJECT, 'examples/app.ts')], { env, encoding: 'utf8' });
};
const resources = (outdir: string, stack: string): Resource[] =>
  Object.values(
    (
      JSON.parse(readFileSync(join(folder, outdir, `${stack}.template.json`), 'utf8')) as {
        Resources: Record<string, Resource>;
      }
    ).Resources,
  );

describe('the app of all examples', () => {
  const plain = run('plain');

  it('is synthesized', () => {
    expect(plain.status).toBe(0);
  });

  it("makes a receiver with every example, and the other account's side, under names of their own", () => {
    const stacks = readdirSync(join(folder, 'plain')).filter((file) => file.endsWith('.template.json'));
    expect(stacks.toSorted()).toEqual([
      'MetaWebhooksExamples.template.json',
      'MetaWebhooksExamplesOtherAccount.template.json',
    ]);
    const patterns = resources('plain', 'MetaWebhooksExamples')
      .filter(({ Type }) => Type === 'AWS::Events::Rule')
      .map(
        ({ Properties }) => (Properties['EventPattern'] as { 'detail-type'?: string[] })['detail-type']?.[0] ?? 'all',
      );
    expect(patterns.toSorted()).toEqual([
      'all',
      'instagram.comments',
      'instagram.mentions',
      'page.feed',
      'page.leadgen',
      'page.messages',
      'whatsapp_business_account.messages',
    ]);
  });

  it('has no finding of cdk-nag that is not acknowledged', () => {
    expect(plain.stderr).not.toContain('AwsSolutions');
  });

  it('fits into one stack', () => {
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
    expect(resources('plain', 'MetaWebhooksExamples').length).toBeLessThan(500);
  });

  it('writes no token into a template: secrets are made empty of it', () => {
    const secrets = resources('plain', 'MetaWebhooksExamples').filter(
      ({ Type }) => Type === 'AWS::SecretsManager::Secret',
    );
    expect(secrets.map(({ Properties }) => Properties['SecretString'])).toEqual(secrets.map(() => undefined));
  });

  it('spans two accounts where the command line names them', () => {
    const { status } = run('two', { senderAccount: '111111111111', otherAccount: '222222222222', ...WITHOUT_CODE });
    expect(status).toBe(0);
    expect(JSON.stringify(resources('two', 'MetaWebhooksExamples'))).toContain(
      ':222222222222:event-bus/meta-webhooks-changes',
    );
    expect(JSON.stringify(resources('two', 'MetaWebhooksExamplesOtherAccount'))).toContain(':iam::111111111111:root');
    const manifest = JSON.parse(readFileSync(join(folder, 'two/manifest.json'), 'utf8')) as {
      artifacts: Record<string, { environment?: string }>;
    };
    expect(manifest.artifacts['MetaWebhooksExamplesOtherAccount']!.environment).toBe(
      'aws://222222222222/unknown-region',
    );
  });

  it('shows what is wrong with the configuration, without a stack trace, and fails', () => {
    const { status, stderr } = run('wrong', { metaWebhooks: { dedupeWindowDays: 3 } });
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/^CONFIGURATION_INVALID: .*\n {2}metaWebhooks\.dedupeWindowDays is 3.*\n$/),
    ]);
  });
});
