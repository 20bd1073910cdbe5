import { describe, expect, it } from '@jest/globals';
import { EVERYTHING_ON } from '../everything-on.ts';
import { synthesizeStacks, type StoredResource, type StoredStacks } from '../../upgrade/synthesize.ts';
import { nameProperty } from '../../upgrade/update-plan.ts';

/**
 * Types whose names are shared by all regions of an account, or by all accounts. The names of all other types that we
 * use belong to a region.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (IAM is global)
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-dashboard.html
 *   ("All dashboards in your account are global, not region-specific"; all 2026-11)
 */
const GLOBAL = /^AWS::(IAM::(Role|User|Group|ManagedPolicy|InstanceProfile)|S3::Bucket|CloudWatch::Dashboard)$/;

/** Physical names that the templates fix, as CloudFormation resolves them in a region. */
const globalNames = (stacks: StoredStacks, region: string): string[] =>
  Object.values(stacks).flatMap(({ Resources }) =>
    Object.values(Resources)
      .filter(({ Type }) => GLOBAL.test(Type))
      .flatMap((resource) => getName(resource, region)),
  );

function getName({ Type, Properties = {} }: StoredResource, region: string): string[] {
  const property = nameProperty(Type, Properties);
  if (property === undefined) return []; // CloudFormation generates a name that nobody has yet
  return [resolve(Properties[property], region)];
}

/** Resolves the region in a name; anything else that is not text fails, because this test does not know it. */
function resolve(value: unknown, region: string): string {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::Join': join } = value as { Ref?: string; 'Fn::Join'?: [string, unknown[]] };
  if (Ref === 'AWS::Region') return region;
  if (!join) throw new Error(`cannot resolve ${JSON.stringify(value)}`);
  return join[1].map((part) => resolve(part, region)).join(join[0]);
}

const REGIONS = ['eu-central-1', 'us-east-1'] as const;

describe.each([
  { rule: 'stacks without a region, whose template is the same for all', env: () => undefined },
  { rule: 'stacks with a region', env: (region: string) => ({ account: '123456789012', region }) },
])('two receivers in two regions of one account: $rule', ({ env }) => {
  const [first, second] = REGIONS.map((region) => globalNames(synthesizeStacks(EVERYTHING_ON, env(region)), region));

  it('have no global name in common', () => {
    expect(first).toEqual(['MetaWebhooks-eu-central-1']); // the dashboard is the only global resource with a name
    expect(second).toEqual(['MetaWebhooks-us-east-1']);
  });
});

it('this test notices a global name without the region', () => {
  const Resources = { Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'ingress' } } };
  const stacks = { MetaWebhooks: { Resources, Outputs: {} } };
  expect(REGIONS.map((region) => globalNames(stacks, region))).toEqual([['ingress'], ['ingress']]);
});
