import { describe, expect, it } from '@jest/globals';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { EVERYTHING_ON } from '../everything-on.ts';
import { listResources, synthesizeWith, type Resource } from '../synth.ts';

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

/**
 * CloudFormation changes a resource after all that its template refers to or depends on. So a role may use the key
 * before anything is encrypted with it only if the permission refers to nothing that is encrypted.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html
 */
const template = synthesizeWith((receiver) => {
  const target = new LambdaFunction(receiver, 'Mine', {
    code: Code.fromInline('exports.handler = async () => {};'),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
  });
  receiver.onChange('Leads', { detailType: 'page.leadgen', target, idempotency: true, largeValues: true });
}, EVERYTHING_ON);
const resources = listResources(template) as Readonly<
  Record<string, Resource & { readonly DependsOn?: readonly string[] }>
>;

/** Logical ids in a part of a template. */
const mentionedIn = (value: unknown): string[] =>
  Object.keys(resources).filter((id) => JSON.stringify(value).includes(`"${id}"`));

const listStatements = (id: string): readonly Statement[] =>
  (resources[id]!.Properties['PolicyDocument'] as { Statement: Statement[] }).Statement;
const usesKey = ({ Action }: Statement): boolean => [Action].flat().some((action) => action.startsWith('kms:'));

const policies = Object.keys(resources).filter((id) => resources[id]!.Type === 'AWS::IAM::Policy');
const withKey = policies.filter((id) => listStatements(id).some(usesKey));
const getRoles = (id: string): string[] => mentionedIn(resources[id]!.Properties['Roles']);

/** What a role reads and writes, as its other policies name it. */
const usedBy = (role: string): string[] =>
  policies
    .filter((id) => getRoles(id).includes(role) && !withKey.includes(id))
    .flatMap((id) => listStatements(id).flatMap(({ Resource: named }) => mentionedIn(named)));

/** How each type names the key with which it is encrypted. */
const isEncrypted = (id: string): boolean =>
  /^AWS::(SQS::Queue|S3::Bucket|DynamoDB::Table|SecretsManager::Secret)$/.test(resources[id]!.Type) &&
  mentionedIn(resources[id]!.Properties).includes('CustomerKey');

describe('with a key of its own, switched on in a running deployment', () => {
  it('every function may use it by a policy that refers to nothing but the key and the role', () => {
    // Ingress, worker, story insights, mention replies, and the function of the consumer.
    expect(withKey).toHaveLength(5);
    for (const id of withKey) {
      expect(listStatements(id).every(usesKey)).toBe(true);
      expect(mentionedIn(resources[id]).filter((one) => one !== id)).toEqual(['CustomerKey', ...getRoles(id)]);
    }
  });

  // Objects in the bucket are encrypted from then on; a consumer that may not read a new one is invoked again.
  it('nothing that a function uses is encrypted before the function may use the key', () => {
    const pairs = withKey.flatMap((policy) =>
      getRoles(policy).flatMap((role) =>
        usedBy(role)
          .filter(isEncrypted)
          .filter((id) => !(role.startsWith('Mine') && id === 'ArchiveBucket'))
          .map((id) => ({ policy, id })),
      ),
    );
    const unordered = pairs.filter(({ policy, id }) => !resources[id]!.DependsOn?.includes(policy));
    expect(unordered).toEqual([]);
    expect(
      new Set(pairs.map(({ id }) => (id.startsWith('MentionToken') ? id : id.replace(/[0-9A-F]{8}$/, '')))),
    ).toEqual(
      new Set([
        'ArchiveBucket',
        'ClaimTable',
        'DeadLetterQueue',
        'DeliveryQueue',
        'LeadsDeadLetters',
        'MentionQueue',
        'MentionTable',
        'MentionToken17841405822304914',
        'MentionsForPeople',
        'MineIdempotencyTable',
        'SecretMeta',
        'SecretShop',
        'StoryInsightsChangesDeadLetters',
        'StoryInsightsTable',
      ]),
    );
  });
});
