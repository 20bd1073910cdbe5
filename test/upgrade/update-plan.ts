import { fullDiff, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import type { StoredResource, StoredTemplate } from './synthesize.ts';

/** Types of resources with data, or with an address that others know: a queue's messages, an API's URL. */
const STATEFUL = new Set([
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::DomainName',
  'AWS::DynamoDB::Table',
  'AWS::Events::EventBus',
  'AWS::KMS::Key',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
  'AWS::SecretsManager::Secret',
]);
/** The name of an inline policy is unique within its role, which is updated with it. */
const NAMED_IN_THEIR_OWNER = new Set(['AWS::IAM::Policy']);

/** What an update does to a resource. */
export interface Change {
  readonly id: string;
  readonly type: string;
  readonly impact: 'replaced' | 'orphaned' | 'deleted';
}

const IMPACTS: Readonly<Partial<Record<ResourceImpact, Change['impact']>>> = {
  [ResourceImpact.WILL_REPLACE]: 'replaced',
  [ResourceImpact.MAY_REPLACE]: 'replaced',
  [ResourceImpact.WILL_ORPHAN]: 'orphaned',
  [ResourceImpact.WILL_DESTROY]: 'deleted',
};

/** Returns the resources that an update from one template to the other replaces, orphans or deletes. */
export function updatePlan(before: StoredTemplate, after: StoredTemplate): Change[] {
  const changes: Change[] = [];
  fullDiff(structuredClone(before), structuredClone(after)).resources.forEachDifference((id, difference) => {
    const impact = IMPACTS[difference.changeImpact];
    if (impact) changes.push({ id, type: before.Resources[id]!.Type, impact });
  });
  return changes;
}

/** Returns whether a resource has data or a known address. */
export const isStateful = ({ type }: Pick<Change, 'type'>): boolean => STATEFUL.has(type);

/** Returns whether a template fixes the physical name of a resource. CloudFormation cannot replace such a resource. */
export function isNamed({ Type, Properties = {} }: StoredResource): boolean {
  if (NAMED_IN_THEIR_OWNER.has(Type)) return false;
  return nameProperty(Type, Properties) !== undefined;
}

/** Returns the property with the physical name of a resource: `Name`, or the name of the type and `Name`. */
export function nameProperty(type: string, properties: Readonly<Record<string, unknown>>): string | undefined {
  const own = `${type.split('::').at(-1)}Name`;
  return ['Name', own].find((property) => property in properties);
}

/** Returns the changes of an update that lose data, an address or a name. */
export function losses(before: StoredTemplate, after: StoredTemplate): Change[] {
  return updatePlan(before, after).filter((change) => isStateful(change) || isNamed(before.Resources[change.id]!));
}
