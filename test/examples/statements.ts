import type { Template } from 'aws-cdk-lib/assertions';
import { readProperties, listResources } from '../lib/synth.ts';

/** What the only role of this construct may do: actions and resources. */
export function listPermissions(template: Template, prefix: string): (readonly [unknown, unknown])[] {
  const { Statement } = readProperties(template, 'AWS::IAM::Policy', prefix)['PolicyDocument'] as {
    Statement: { Effect: unknown; Action: unknown; Resource: unknown }[];
  };
  return Statement.map(({ Effect, Action, Resource }) => [Effect === 'Allow' ? Action : Effect, Resource]);
}

/** The id of the only resource of this type whose id starts so. */
export function getId(template: Template, type: string, prefix: string): string {
  const ids = Object.entries(listResources(template)).filter(
    ([id, { Type }]) => Type === type && id.startsWith(prefix),
  );
  if (ids.length !== 1) throw new Error(`${ids.length} resources of type ${type} with ids ${prefix}…`);
  return ids[0]![0];
}
