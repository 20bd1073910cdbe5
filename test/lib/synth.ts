import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { App } from 'aws-cdk-lib/core';
import { readConfiguration } from '../../lib/configuration/configuration.ts';
import { MetaWebhooksStack } from '../../lib/meta-webhooks-stack.ts';

export const PROJECT = join(import.meta.dirname, '../..');

const { context } = JSON.parse(readFileSync(join(PROJECT, 'cdk.json'), 'utf8')) as { context: Record<string, unknown> };

/**
 * The stack as the user would deploy it with this configuration, but with stand-ins for the functions' code.
 * @param validate - whether CDK also holds it against CloudFormation's rules, which takes a second
 */
export function synthesize(metaWebhooks?: unknown, validate = false): Template {
  return Template.fromStack(synthStack(metaWebhooks, validate));
}

/** CDK's own switch: nothing is bundled, which takes most of the time. */
export const WITHOUT_CODE = { 'aws:cdk:bundling-stacks': [] };

/** The stack with consumers added, whose code is not bundled. */
export function synthesizeWith(add: (receiver: MetaWebhooksStack) => unknown, metaWebhooks?: unknown): Template {
  const receiver = addStack(new App({ context: { ...context, ...WITHOUT_CODE }, ...UNVALIDATED }), metaWebhooks);
  add(receiver);
  return Template.fromStack(receiver);
}

/** The stack itself, before it is synthesized. */
export function synthStack(metaWebhooks?: unknown, validate = false): MetaWebhooksStack {
  return addStack(new App({ context, builtinCloudFormationValidation: validate }), metaWebhooks);
}

const UNVALIDATED = { builtinCloudFormationValidation: false };

function addStack(app: App, metaWebhooks: unknown): MetaWebhooksStack {
  const code = (): Code => Code.fromInline('exports.handler = async () => {};');
  return new MetaWebhooksStack(app, 'MetaWebhooks', { configuration: readConfiguration(metaWebhooks), code });
}

/** One resource of a template, as it is in the JSON. */
export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** Every resource of a template by its logical id. */
export const listResources = (template: Template): Readonly<Record<string, Resource>> =>
  (template.toJSON() as { Resources: Record<string, Resource> }).Resources;

/** The properties of the only resource of this type whose logical id starts so. */
export function readProperties(template: Template, type: string, idPrefix = ''): Readonly<Record<string, unknown>> {
  const found = Object.entries(listResources(template)).filter(
    ([id, { Type }]) => Type === type && id.startsWith(idPrefix),
  );
  if (found.length !== 1) throw new Error(`${found.length} resources of type ${type} with ids ${idPrefix}…`);
  return found[0]![1].Properties;
}

/** What `Ref` gives, and `Fn::GetAtt … Arn`, and a path below such an ARN. */
export const ref = (id: string): unknown => ({ Ref: id });
export const arn = (id: string): unknown => ({ 'Fn::GetAtt': [id, 'Arn'] });
export const below = (id: string, path: string): unknown => ({ 'Fn::Join': ['', [arn(id), `/${path}`]] });
