import { describe, expect, it } from '@jest/globals';
import { ConfigurationError } from '../../../lib/configuration/rules.ts';
import { readConfiguration } from '../../../lib/configuration/configuration.ts';

function refusal(context: unknown): ConfigurationError {
  try {
    readConfiguration(context);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error('was accepted');
}

const DEFAULTS = {
  apps: { meta: { mutualTls: false } },
  dedupeWindowDays: 22,
  archiveDays: 30,
  previousSecretGraceHours: 24,
  logRetentionDays: 30,
  storyInsights: false,
  terminationProtection: true,
  encryption: 'AWS_OWNED',
  domain: undefined,
  mutualTlsDomain: undefined,
  defaultEndpoint: true,
  throttle: { rateLimit: 500, burstLimit: 1000 },
  ingress: { memorySize: 512, reservedConcurrency: undefined },
  worker: { memorySize: 512, maxConcurrency: 5, batchWindowSeconds: 0, batchedClaims: false },
  monitoring: { emails: [], noDeliveryAlarmHours: 24, disabledAlarms: [], runbookUrl: undefined },
};

describe('a configuration that is accepted', () => {
  it.each([
    { rule: 'nothing at all gives the defaults', context: undefined },
    { rule: 'an empty object gives the defaults', context: {} },
    { rule: 'empty sections give their defaults', context: { throttle: {}, ingress: {}, worker: {} } },
    { rule: 'JSON text from the command line is read', context: '{"archiveDays":30}' },
  ])('$rule', ({ context }) => {
    expect(readConfiguration(context)).toEqual(DEFAULTS);
  });

  it('every key can be set, and one key leaves its neighbours at their defaults', () => {
    const context = {
      apps: { shop: { description: 'the shop' }, a: {} },
      dedupeWindowDays: 8,
      archiveDays: 0,
      previousSecretGraceHours: 0,
      logRetentionDays: 3653,
      storyInsights: true,
      throttle: { burstLimit: 1 },
      ingress: { reservedConcurrency: 50 },
      worker: { memorySize: 10_240, maxConcurrency: 2, batchWindowSeconds: 300, batchedClaims: true },
      monitoring: {
        emails: ['ops@example.com'],
        noDeliveryAlarmHours: 0,
        disabledAlarms: ['silence'],
        runbookUrl: 'https://example.com/runbook.md',
      },
    };
    expect(readConfiguration(context)).toEqual({
      ...context,
      terminationProtection: true,
      encryption: 'AWS_OWNED',
      domain: undefined,
      mutualTlsDomain: undefined,
      defaultEndpoint: true,
      apps: { shop: { description: 'the shop', mutualTls: false }, a: { description: undefined, mutualTls: false } },
      throttle: { rateLimit: 500, burstLimit: 1 },
      ingress: { memorySize: 512, reservedConcurrency: 50 },
    });
  });

  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
  const spans = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
  ];
  it.each(spans)('logs may be kept %d days, as CloudWatch allows it', (days) => {
    expect(readConfiguration({ logRetentionDays: days }).logRetentionDays).toBe(days);
  });
});

describe('a configuration that is refused', () => {
  it.each<{ rule: string; context: unknown; want: string | RegExp }>([
    {
      rule: "a dedupe window that Meta's retries outlast",
      context: { dedupeWindowDays: 3 },
      want: 'metaWebhooks.dedupeWindowDays is 3: must be a whole number from 8 to 365, because Meta retries for 7 days',
    },
    {
      rule: 'a number written as text',
      context: { archiveDays: '30' },
      want: 'metaWebhooks.archiveDays is "30": must be a whole number from 0 to 3650',
    },
    {
      rule: 'a fraction',
      context: { previousSecretGraceHours: 1.5 },
      want: 'metaWebhooks.previousSecretGraceHours is 1.5: must be a whole number from 0 to 720',
    },
    {
      rule: 'an encryption that nobody offers',
      context: { encryption: 'mine' },
      want: 'metaWebhooks.encryption is "mine": must be one of AWS_OWNED, CUSTOMER_MANAGED',
    },
    {
      rule: 'a null, which is not the same as absent',
      context: { throttle: { burstLimit: null } },
      want: 'metaWebhooks.throttle.burstLimit is null: must be a whole number from 1 to 100000',
    },
    {
      rule: 'one worker at a time, which Lambda does not offer',
      context: { worker: { maxConcurrency: 1 } },
      want:
        'metaWebhooks.worker.maxConcurrency is 1: must be a whole number from 2 to 1000, because Lambda allows ' +
        'only these for a queue',
    },
    {
      rule: 'too little memory',
      context: { ingress: { memorySize: 128 } },
      want: 'metaWebhooks.ingress.memorySize is 128: must be a whole number from 256 to 10240',
    },
    {
      rule: 'a section that is no object',
      context: { worker: [2] },
      want: 'metaWebhooks.worker is [2]: must be an object',
    },
    { rule: 'a whole that is no object', context: 7, want: 'metaWebhooks is 7: must be an object' },
    { rule: 'no app', context: { apps: {} }, want: /^metaWebhooks\.apps has 0 keys: must have 1 to 20, because / },
    {
      rule: 'more apps than fit',
      context: { apps: Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`a${index}`, {}])) },
      want: /^metaWebhooks\.apps has 21 keys: must have 1 to 20, because /,
    },
    {
      rule: 'an app key with a capital',
      context: { apps: { Shop: {} } },
      want: 'metaWebhooks.apps has the key "Shop": a key must match ^[a-z][a-z0-9]{0,19}$',
    },
    {
      rule: 'an app key of 21 characters',
      context: { apps: { a12345678901234567890: {} } },
      want: 'metaWebhooks.apps has the key "a12345678901234567890": a key must match ^[a-z][a-z0-9]{0,19}$',
    },
    {
      rule: 'an app that is no object',
      context: { apps: { meta: true } },
      want: 'metaWebhooks.apps.meta is true: must be an object',
    },
    {
      rule: 'an empty description',
      context: { apps: { meta: { description: '' } } },
      want: 'metaWebhooks.apps.meta.description is "": must be a string of 1 to 200 characters',
    },
    {
      rule: 'an unknown key of a section',
      context: { throttle: { rate: 5 } },
      want: 'metaWebhooks.throttle.rate is not a known key: must be one of rateLimit, burstLimit; did you mean rateLimit?',
    },
    {
      rule: 'a key that every object inherits',
      context: { throttle: { toString: 5 } },
      want: 'metaWebhooks.throttle.toString is not a known key: must be one of rateLimit, burstLimit',
    },
    {
      rule: 'a log retention that CloudWatch does not offer',
      context: { logRetentionDays: 31 },
      want: /^metaWebhooks\.logRetentionDays is 31: must be one of 1, 3, 5, 7, 14, 30, .*, 3653, because CloudWatch Logs allows only these$/,
    },
    {
      rule: 'logs kept for ever',
      context: { logRetentionDays: 9999 },
      want: /^metaWebhooks\.logRetentionDays is 9999: must be one of /,
    },
  ])('$rule', ({ context, want }) => {
    const { code, problems } = refusal(context);
    expect(code).toBe('CONFIGURATION_INVALID');
    expect(problems).toEqual([typeof want === 'string' ? want : expect.stringMatching(want)]);
  });

  it('names every problem at once, each on a line of the message', () => {
    const { message } = refusal({ archiveDays: -1, dedupe: 8, worker: { memorySize: 0 } });
    expect(message.split('\n')).toEqual([
      expect.stringMatching(/^CONFIGURATION_INVALID: /),
      expect.stringMatching(/^ {2}metaWebhooks\.dedupe /),
      expect.stringMatching(/^ {2}metaWebhooks\.archiveDays /),
      expect.stringMatching(/^ {2}metaWebhooks\.worker\.memorySize /),
    ]);
  });

  it("says so when the command line's text is not JSON, and shows how to write it", () => {
    const { code, hint, message } = refusal('{archiveDays:60}');
    expect(code).toBe('CONFIGURATION_NOT_JSON');
    expect(hint).toContain(`-c metaWebhooks='{"archiveDays":60}'`);
    expect(message).toContain('metaWebhooks is not valid JSON');
  });

  it('does not repeat a secret that was put in by mistake, and says where it goes', () => {
    const { message } = refusal({ apps: { meta: { appSecret: 'do-not-show' } } });
    expect(message).not.toContain('do-not-show');
    expect(message).toContain(
      'metaWebhooks.apps.meta.appSecret is not a known key: must be one of description, appId, subscriptions, ' +
        'accounts, mutualTls, noDeliveryAlarmHours, because secrets are stored after the deployment',
    );
  });
});
