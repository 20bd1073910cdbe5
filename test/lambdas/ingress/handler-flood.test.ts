import { describe, expect, it } from '@jest/globals';
import { readUsableMembers, type AppSecretVersions } from '../../../src/pipeline/accept/app-secret.ts';
import { NOW_MS, signedPost } from '../../support/builders/gateway-event.ts';
import { ingressUnderTest, versions } from '../../support/harness/ingress-under-test.ts';

const BODY = Buffer.from('{"object":"page","entry":[]}');
const REQUESTS = 1_000;
const SECONDS = 10;

/** What the store answers with, as the reader hands it on: text that is no JSON rejects. */
function stored(json: string): Promise<AppSecretVersions> {
  return new Promise((resolve) => {
    const { secret, malformed } = readUsableMembers(json);
    resolve({ current: secret, malformed, currentSinceMs: NOW_MS });
  });
}

describe('1,000 bad signatures in 10 s', () => {
  it.each([
    { rule: 'the secret is no JSON', read: () => stored('not JSON'), want: 503 },
    {
      rule: 'the only app secret ends in a newline',
      read: () => stored('{"appSecret":"abc\\n","verifyToken":"v"}'),
      want: 503,
    },
    {
      rule: 'one of two app secrets is blank',
      read: () => stored('{"appSecret":"abc","threadsAppSecret":"   "}'),
      want: 503,
    },
    {
      rule: 'the store refuses a cold environment',
      read: () => Promise.reject(new Error('AccessDeniedException')),
      want: 503,
    },
    { rule: 'no app secret is set', read: () => stored('{"appSecret":"","verifyToken":"v"}'), want: 503 },
    { rule: 'the secret is right', read: () => stored('{"appSecret":"abc","verifyToken":"v"}'), want: 401 },
  ])('make at most four loads while $rule', async ({ read, want }) => {
    let loads = 0;
    const formatNumber = (): Promise<AppSecretVersions> => {
      loads += 1;
      return read();
    };
    const { ask, clock, lines } = ingressUnderTest({ read: formatNumber });
    const statuses = new Set<number | undefined>();
    for (let i = 0; i < REQUESTS; i += 1) {
      clock.nowMs = NOW_MS + (i * SECONDS * 1_000) / REQUESTS;
      statuses.add((await ask(signedPost(BODY, { secret: 'guess', timeEpoch: clock.nowMs }))).statusCode);
    }
    expect([...statuses]).toEqual([want]);
    expect(loads).toBeGreaterThan(0);
    expect(loads).toBeLessThanOrEqual(4);
    // Five a second about what was rejected, and one for each load that went wrong.
    expect(lines.length).toBeLessThanOrEqual(5 * SECONDS + loads);
  });
});

describe('500 deliveries at once', () => {
  it('into a cold cache wait for one read', async () => {
    let loads = 0;
    const read = async (): Promise<AppSecretVersions> => {
      loads += 1;
      await Promise.resolve();
      return versions();
    };
    const { ask } = ingressUnderTest({ read });
    const answers = await Promise.all(Array.from({ length: 500 }, () => ask(signedPost(BODY))));
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
    expect(loads).toBe(1);
  });

  it('signed with a secret that was just changed are all accepted, by one more read', async () => {
    const reads = [versions({ appSecret: 'old' }), versions({ appSecret: 'new' })];
    let loads = 0;
    const read = async (): Promise<AppSecretVersions> => {
      const given = reads[loads];
      loads += 1;
      await Promise.resolve();
      return given ?? versions();
    };
    const { ask, clock } = ingressUnderTest({ read });
    await ask(signedPost(BODY, { secret: 'old' }));
    clock.nowMs += 60_000;
    const answers = await Promise.all(
      Array.from({ length: 500 }, () => ask(signedPost(BODY, { secret: 'new', timeEpoch: clock.nowMs }))),
    );
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
    expect(loads).toBe(2);
  });
});
