import { describe, expect, it } from '@jest/globals';
import { ConfigurationError } from '../../../lib/configuration/rules.ts';
import { arn, readProperties, ref, listResources, synthesize } from '../synth.ts';

const ACCOUNT = '17841405309211844';
const OTHER = '17841405309211845';
const OWN_ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:instagram/token-AbCdEf';
const SECTION = {
  accounts: { [ACCOUNT]: {}, [OTHER]: { tokenSecretArn: OWN_ARN, maxPerHour: 5 } },
  answers: [{ kinds: ['caption'], contains: ['#brand'], message: 'Thank you, {username}!' }],
};
const template = synthesize({ mentionReplies: SECTION });
const resources = listResources(template);

function refusal(metaWebhooks: unknown): readonly string[] {
  try {
    synthesize(metaWebhooks);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  throw new Error('was accepted');
}

describe('without the section', () => {
  it('nothing of it is deployed', () => {
    expect(Object.keys(listResources(synthesize())).filter((id) => id.startsWith('Mention'))).toEqual([]);
  });
});

describe('mentions', () => {
  it('come from our bus into a queue of their own', () => {
    expect(readProperties(template, 'AWS::Events::Rule')).toMatchObject({
      EventPattern: { source: ['meta.webhooks'], 'detail-type': ['instagram.mentions'] },
      Targets: [{ Arn: arn('MentionQueue') }],
    });
  });

  it('are handed to the function one by one, two at a time', () => {
    expect(readProperties(template, 'AWS::Lambda::EventSourceMapping', 'MentionReplies')).toMatchObject({
      EventSourceArn: arn('MentionQueue'),
      BatchSize: 1,
      ScalingConfig: { MaximumConcurrency: 2 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  it("do not come back within six of the function's time-outs, and wait for people for 14 days", () => {
    expect(resources['MentionQueue']!.Properties).toMatchObject({
      VisibilityTimeout: 360,
      MessageRetentionPeriod: 1_209_600,
      SqsManagedSseEnabled: true,
      RedrivePolicy: { deadLetterTargetArn: arn('MentionsForPeople'), maxReceiveCount: 500 },
    });
    expect(resources['MentionsForPeople']).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: { MessageRetentionPeriod: 1_209_600 },
    });
  });

  it('once answered are remembered even when the stack goes', () => {
    expect(resources['MentionTable']).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      },
    });
  });
});

describe('the function', () => {
  const properties = readProperties(template, 'AWS::Lambda::Function', 'MentionReplies');

  it('has a minute, and nothing secret in its environment', () => {
    expect(properties).toMatchObject({ Timeout: 60, MemorySize: 256, Architectures: ['arm64'], Runtime: 'nodejs24.x' });
    const { Variables } = properties['Environment'] as { Variables: Record<string, unknown> };
    expect(Object.keys(Variables).sort()).toEqual([
      'MENTION_REPLIES',
      'MENTION_TABLE_NAME',
      'POWERTOOLS_SERVICE_NAME',
      'QUEUE_URL',
      'REVIEW_QUEUE_URL',
    ]);
  });

  it('is told accounts, answers and defaults; by default nothing is posted', () => {
    const { MENTION_REPLIES } = (
      properties['Environment'] as { Variables: { MENTION_REPLIES: { 'Fn::Join': [string, unknown[]] } } }
    ).Variables;
    const text = MENTION_REPLIES['Fn::Join'][1]
      .map((part) => (typeof part === 'string' ? part : (part as { Ref: string }).Ref))
      .join('');
    expect(JSON.parse(text)).toEqual({
      dryRun: true,
      withinHours: 24,
      answers: SECTION.answers,
      excludes: [],
      accounts: {
        [ACCOUNT]: { tokenArn: `MentionToken${ACCOUNT}`, app: 'meta', maxPerHour: 30 },
        [OTHER]: { tokenArn: OWN_ARN, app: 'meta', maxPerHour: 5 },
      },
      appSecretArns: { meta: 'SecretMeta' },
    });
  });

  it('may consume its queue, hand over, use its table and read these secrets, and nothing else', () => {
    const { Statement } = readProperties(template, 'AWS::IAM::Policy', 'MentionReplies')['PolicyDocument'] as {
      Statement: { Action: unknown; Resource: unknown }[];
    };
    expect(Statement.map(({ Action, Resource }) => [Action, Resource])).toEqual([
      [
        ['logs:CreateLogStream', 'logs:PutLogEvents'],
        arn(Object.keys(resources).find((id) => id.startsWith('MentionRepliesHandlerLog'))!),
      ],
      [
        ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
        arn('MentionQueue'),
      ],
      ['sqs:SendMessage', arn('MentionsForPeople')],
      [['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], arn('MentionTable')],
      ['secretsmanager:GetSecretValue', [OWN_ARN, ref(`MentionToken${ACCOUNT}`), ref('SecretMeta')]],
    ]);
  });
});

describe('tokens', () => {
  it(
    'have a secret that the stack makes and keeps, whose generating block never changes: it would overwrite ' +
      'every token with an empty one',
    () => {
      const secret = resources[`MentionToken${ACCOUNT}`]!;
      expect(secret).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
      expect(JSON.stringify(secret.Properties['GenerateSecretString'])).toBe(
        '{"ExcludePunctuation":true,"GenerateStringKey":"unused","PasswordLength":8,"SecretStringTemplate":"{\\"accessToken\\":\\"\\"}"}',
      );
    },
  );

  it('that lie elsewhere have none', () => {
    expect(resources).not.toHaveProperty(`MentionToken${OTHER}`);
  });
});

it('the outputs say where tokens go, where mentions wait, also for people, and where answers are remembered', () => {
  const outputs = template.findOutputs('*') as Record<string, { Value: unknown }>;
  expect(outputs).toMatchObject({
    [`MentionTokenArn${ACCOUNT}`]: { Value: ref(`MentionToken${ACCOUNT}`) },
    MentionQueueUrl: { Value: ref('MentionQueue') },
    MentionReviewQueueUrl: { Value: ref('MentionsForPeople') },
    MentionTableName: { Value: ref('MentionTable') },
  });
  expect(outputs).not.toHaveProperty(`MentionTokenArn${OTHER}`);
});

describe('an app', () => {
  it('has to be named where there are several', () => {
    expect(refusal({ apps: { meta: {}, shop: {} }, mentionReplies: SECTION })).toEqual([
      `metaWebhooks.mentionReplies.accounts.${ACCOUNT}.app must be the key of the app that issued the token: one of meta, shop`,
    ]);
  });

  it('has to be one of them', () => {
    expect(refusal({ mentionReplies: { ...SECTION, accounts: { [ACCOUNT]: { app: 'shop' } } } })).toHaveLength(1);
  });

  it('that is named gives its secret', () => {
    const several = synthesize({
      apps: { meta: {}, shop: {} },
      mentionReplies: { ...SECTION, accounts: { [ACCOUNT]: { app: 'shop' } } },
    });
    expect(JSON.stringify(readProperties(several, 'AWS::IAM::Policy', 'MentionReplies'))).toContain('SecretShop');
    expect(JSON.stringify(readProperties(several, 'AWS::IAM::Policy', 'MentionReplies'))).not.toContain('SecretMeta');
  });
});

describe('a section that is refused', () => {
  const at = 'metaWebhooks.mentionReplies';
  it.each([
    {
      rule: 'one without accounts',
      section: { answers: SECTION.answers },
      want: `${at}.accounts must have the ids of the accounts whose mentions get replies`,
    },
    {
      rule: 'one without answers',
      section: { accounts: { [ACCOUNT]: {} } },
      want: `${at}.answers must have 1 to 10 answers`,
    },
    {
      rule: 'an account by its name',
      section: { ...SECTION, accounts: { metricsaurus: {} } },
      want: `${at}.accounts has the key "metricsaurus": a key must match ^\\d{1,32}$`,
    },
    {
      rule: 'a token in it',
      section: { ...SECTION, accounts: { [ACCOUNT]: { token: 'EAAsecret' } } },
      want: `${at}.accounts.${ACCOUNT}.token is not a known key: must be one of app, maxPerHour, tokenSecretArn, tokenKeyArn; did you mean tokenSecretArn or tokenKeyArn?`,
    },
    {
      rule: 'an ARN without its last six characters',
      section: { ...SECTION, accounts: { [ACCOUNT]: { tokenSecretArn: OWN_ARN.slice(0, -7) } } },
      want: expect.stringContaining('must be the complete ARN of a secret'),
    },
    {
      rule: 'an unknown placeholder',
      section: { ...SECTION, answers: [{ message: 'Hi {name}' }] },
      want: `${at}.answers[0].message must have no placeholders other than {username}, {mediaType}, {date}`,
    },
    {
      rule: 'a field that one of its kinds lacks',
      section: { ...SECTION, answers: [{ message: 'Hi {username}' }] },
      want: expect.stringContaining('not use {username} for comments'),
    },
    {
      rule: 'an answer that is too long',
      section: { ...SECTION, answers: [{ message: 'a'.repeat(301) }] },
      want: expect.stringContaining('at most 300 characters'),
    },
    {
      rule: 'an answer that is no text',
      section: { ...SECTION, answers: [{ message: 5 }] },
      want: `${at}.answers[0].message must not be empty`,
    },
    {
      rule: 'a kind that is none',
      section: { ...SECTION, answers: [{ kinds: ['story'], message: 'Hi' }] },
      want: `${at}.answers[0].kinds[0] must be one of comment, caption`,
    },
    {
      rule: 'a word that every text has',
      section: { ...SECTION, excludes: [' @ '] },
      want: `${at}.excludes[0] must be a string of 1 to 100 characters, at least one of which is not @ or a space`,
    },
    {
      rule: 'a dryRun that is no switch',
      section: { ...SECTION, dryRun: 'yes' },
      want: `${at}.dryRun is "yes": must be true or false`,
    },
    {
      rule: 'a window of no hours',
      section: { ...SECTION, withinHours: 0 },
      want: `${at}.withinHours is 0: must be a whole number from 1 to 168`,
    },
  ])('$rule', ({ section, want }) => {
    expect(refusal({ mentionReplies: section })).toEqual([want]);
  });

  it("one that does not fit in the function's environment", () => {
    const answers = Array.from({ length: 10 }, (_, i) => ({ message: `${String(i)} ${'a'.repeat(290)}` }));
    expect(refusal({ mentionReplies: { ...SECTION, answers } })).toEqual([
      expect.stringMatching(
        /takes \d+ bytes: must take at most 3450, because all of it, with the ARNs of its secrets, must fit/,
      ),
    ]);
  });

  const ids = Array.from({ length: 10 }, (_, i) => String(17_841_405_309_211_844n + BigInt(i)));
  const ownArn = (name: string): string => `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${name}-AbCdEf`;

  it('one whose secrets have names too long for it', () => {
    const accounts = Object.fromEntries(ids.map((id) => [id, { tokenSecretArn: ownArn('n'.repeat(250)) }]));
    expect(refusal({ mentionReplies: { ...SECTION, accounts } })).toEqual([
      expect.stringMatching(/takes \d+ bytes: must take at most 3450, .*ARNs of its secrets/),
    ]);
  });

  it.each([
    { rule: 'whose secrets the stack makes', account: () => ({}) },
    {
      rule: 'with secrets of usual names',
      account: (id: string) => ({ tokenSecretArn: ownArn(`instagram/token/${id}`) }),
    },
  ])('not one with ten accounts $rule, and four long answers', ({ account }) => {
    const answers = Array.from({ length: 4 }, (_, i) => ({ message: `${String(i)} ${'a'.repeat(285)}` }));
    expect(() =>
      synthesize({ mentionReplies: { accounts: Object.fromEntries(ids.map((id) => [id, account(id)])), answers } }),
    ).not.toThrow();
  });

  it('never shows a token that was put in by mistake', () => {
    expect(refusal({ mentionReplies: { ...SECTION, token: 'EAAsecret' } }).join()).not.toContain('EAAsecret');
  });
});
