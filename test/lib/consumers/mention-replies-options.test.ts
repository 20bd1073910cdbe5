import { describe, expect, it } from '@jest/globals';
import { ConfigurationError } from '../../../lib/configuration/rules.ts';
import { readProperties, listResources, synthesize } from '../synth.ts';

const ACCOUNT = '17841405309211844';
const OTHER = '17841405309211845';
const OWN_ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:instagram/token-AbCdEf';
const SECTION = {
  accounts: { [ACCOUNT]: {}, [OTHER]: { tokenSecretArn: OWN_ARN, maxPerHour: 5 } },
  answers: [{ kinds: ['caption'], contains: ['#brand'], message: 'Thank you, {username}!' }],
};
const resources = listResources(synthesize({ mentionReplies: SECTION }));

function refusal(metaWebhooks: unknown): readonly string[] {
  try {
    synthesize(metaWebhooks);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  throw new Error('was accepted');
}

describe('paused', () => {
  it('takes no new mentions, and everything stays in the stack, so that a later replay answers none twice', () => {
    const paused = listResources(synthesize({ mentionReplies: { ...SECTION, paused: true } }));
    const rules = Object.entries(paused).filter(([, { Type }]) => Type === 'AWS::Events::Rule');
    expect(rules.map(([, { Properties }]) => Properties['State'])).toEqual(['DISABLED']);
    const rule = rules[0]![0];
    const [before, after] = [resources, paused].map((all) => ({ ...all, [rule]: undefined }));
    expect(after).toEqual(before);
  });
});

describe('a token under a key of its own', () => {
  const KEY_ARN = 'arn:aws:kms:eu-central-1:123456789012:key/12345678-1234-1234-1234-123456789012';
  const withKey = {
    accounts: { [OTHER]: { tokenSecretArn: OWN_ARN, tokenKeyArn: KEY_ARN } },
    answers: SECTION.answers,
  };

  it('is decrypted through Secrets Manager, with that key alone', () => {
    const policy = readProperties(
      synthesize({ mentionReplies: withKey }),
      'AWS::IAM::Policy',
      'MentionRepliesHandlerFunctionKeyPolicy',
    );
    expect(policy['PolicyDocument']).toMatchObject({
      Statement: [
        {
          Effect: 'Allow',
          Action: 'kms:Decrypt',
          Resource: KEY_ARN,
          Condition: {
            StringEquals: {
              'kms:ViaService': [{ 'Fn::Join': ['', ['secretsmanager.', { Ref: 'AWS::Region' }, '.amazonaws.com']] }],
            },
          },
        },
      ],
    });
  });

  it.each([
    {
      rule: 'an alias, which no policy takes',
      account: { tokenSecretArn: OWN_ARN, tokenKeyArn: 'arn:aws:kms:eu-central-1:123456789012:alias/mine' },
      problem: 'must be the ARN of a KMS key (not of an alias)',
    },
    { rule: 'a key without its secret', account: { tokenKeyArn: KEY_ARN }, problem: 'requires tokenSecretArn' },
  ])('refuses $rule', ({ account, problem }) => {
    const problems = refusal({ mentionReplies: { ...withKey, accounts: { [OTHER]: account } } });
    expect(problems).toEqual([expect.stringContaining(problem)]);
  });
});
