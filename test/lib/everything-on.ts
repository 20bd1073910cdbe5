const certificateArn = 'arn:aws:acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-123456789012';

/** The names of the configuration below, one of them with a trust store. */
export const DOMAINS = {
  domain: { name: 'webhooks.example.com', certificateArn, hostedZoneId: 'Z0123456789ABCDEFGHIJ' },
  mutualTlsDomain: {
    name: 'whatsapp.example.com',
    certificateArn,
    hostedZoneId: 'Z0123456789ABCDEFGHIJ',
    trustStore: 'test/fixtures/trust-store.pem',
  },
} as const;

/** A configuration with every switch on. What it leaves out can only be a number or a text. */
export const EVERYTHING_ON = {
  apps: { meta: {}, shop: { description: 'EU web shop', mutualTls: true } },
  ...DOMAINS,
  encryption: 'CUSTOMER_MANAGED',
  defaultEndpoint: false,
  ingress: { reservedConcurrency: 10 },
  storyInsights: true,
  mentionReplies: {
    dryRun: false,
    accounts: {
      '17841405822304914': { app: 'meta' },
      '17841405822304915': {
        app: 'shop',
        tokenSecretArn: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:instagram-token-AbCdEf',
      },
    },
    answers: [{ message: 'Thank you!' }],
  },
  monitoring: { emails: ['ops@example.com'], runbookUrl: 'https://example.com/docs/runbook.md' },
  worker: { batchWindowSeconds: 20 },
} as const;
