import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { App } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import { addExamples } from '../../examples/all-examples.ts';
import { PROJECT, WITHOUT_CODE, type Resource } from '../lib/synth.ts';

const { context } = JSON.parse(readFileSync(join(PROJECT, 'cdk.json'), 'utf8')) as { context: object };
const folder = mkdtempSync(join(tmpdir(), 'examples-app-'));
// The rules of cdk-nag read a property that the CDK calls deprecated.
process.env['JSII_DEPRECATED'] = 'quiet';
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Synthesizes the app with values of the command line. */
function synthesize(outdir: string, given: object = {}): App {
  const app = new App({
    outdir: join(folder, outdir),
    context: { ...context, ...WITHOUT_CODE, ...given },
    builtinCloudFormationValidation: false,
  });
  addExamples(app);
  app.synth();
  return app;
}
const resources = (outdir: string, stack: string): Resource[] =>
  Object.values(
    (
      JSON.parse(readFileSync(join(folder, outdir, `${stack}.template.json`), 'utf8')) as {
        Resources: Record<string, Resource>;
      }
    ).Resources,
  );

describe('the app of all examples', () => {
  const plain = synthesize('plain');

  it("makes a receiver with every example, and the other account's side, under names of their own", () => {
    const stacks = readdirSync(join(folder, 'plain')).filter((file) => file.endsWith('.template.json'));
    expect(stacks.toSorted()).toEqual([
      'MetaWebhooksExamples.template.json',
      'MetaWebhooksExamplesOtherAccount.template.json',
    ]);
    const patterns = resources('plain', 'MetaWebhooksExamples')
      .filter(({ Type }) => Type === 'AWS::Events::Rule')
      .map(
        ({ Properties }) =>
          (Properties['EventPattern'] as { 'detail-type'?: string[] })['detail-type']?.join() ?? 'all',
      );
    expect(patterns.toSorted()).toEqual([
      'all',
      'instagram.mentions',
      'page.feed,instagram.comments',
      'page.leadgen',
      'page.messages',
      'whatsapp_business_account.messages',
    ]);
  });

  it('has no finding of cdk-nag that is not acknowledged', () => {
    const { violations } = new AwsSolutionsChecks().validateScope(plain);
    expect(violations.map(({ ruleName, violatingResources }) => [ruleName, violatingResources])).toEqual([]);
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
    synthesize('two', { senderAccount: '111111111111', otherAccount: '222222222222' });
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
});
