import { describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import fc from 'fast-check';
import { gatewayEvent, get, signedPost } from '../../support/builders/gateway-event.ts';
import { ingressUnderTest, VERIFY_TOKEN, versions } from '../../support/harness/ingress-under-test.ts';
import { sign } from '../../support/builders/meta.ts';

/** A word that stands nowhere but where a test plants it. */
const marker = fc.stringMatching(/^planted[a-z0-9]{12}$/);
const failing = (word: string) => (): Promise<never> =>
  Promise.reject(Object.assign(new Error(`failed at ${word}`), { body: word }));

/** Requests of all kinds, right and wrong, with the marker wherever an untrusted caller may put one. */
function requests(word: string): APIGatewayProxyEventV2[] {
  const headers = {
    'x-hub-signature-256': `sha256=${word}`,
    'x-hub-signature': word,
    'user-agent': word,
    'x-forwarded-for': word,
    cookie: word,
  };
  const token = { 'hub.mode': 'subscribe', 'hub.challenge': '1158201444', 'hub.verify_token': word };
  const body = Buffer.from(JSON.stringify({ object: word, [word]: word }));
  return [
    gatewayEvent('POST', { app: word, query: word, headers, body }),
    gatewayEvent('GET', { app: word, query: new URLSearchParams(token).toString(), headers }),
    gatewayEvent(word, { headers, body }),
    gatewayEvent('GET', { query: word }),
    get(token, { headers }),
    get({ ...token, 'hub.verify_token': VERIFY_TOKEN, 'hub.mode': word }),
    get({ ...token, 'hub.verify_token': VERIFY_TOKEN, 'hub.challenge': `${word}é` }),
    get({ ...token, 'hub.verify_token': VERIFY_TOKEN, [word]: word }),
    gatewayEvent('POST', { headers, query: word }),
    gatewayEvent('POST', { headers, body }),
    gatewayEvent('POST', { body, query: word }),
    signedPost(body, { secret: word }),
    signedPost(body),
    signedPost(Buffer.from(`not JSON: ${word}`)),
    signedPost(Buffer.from(word + 'a'.repeat(1024 * 1024))),
  ];
}

const surroundings = (word: string) => [
  {},
  { read: () => Promise.resolve(versions({})) },
  { read: failing(word) },
  { send: failing(word), put: failing(word) },
  { send: failing(word), isTransient: () => false },
];

describe('nothing of a request', () => {
  it('stands in an answer or in the log, whatever is asked and whatever fails', async () => {
    await fc.assert(
      fc.asyncProperty(marker, async (word) => {
        for (const aws of surroundings(word)) {
          for (const event of requests(word)) {
            const { ask, lines } = ingressUnderTest(aws);
            expect(JSON.stringify(await ask(event))).not.toContain(word);
            expect(lines.length).toBeGreaterThan(0);
            expect(JSON.stringify(lines)).not.toContain(word);
          }
        }
      }),
      { numRuns: 5 },
    );
  });

  it('but the challenge of the right GET is answered, and that one is not logged', async () => {
    const { ask, lines } = ingressUnderTest();
    const { body } = await ask(
      get({ 'hub.mode': 'subscribe', 'hub.challenge': 'planted', 'hub.verify_token': VERIFY_TOKEN }),
    );
    expect(body).toBe('planted');
    expect(lines).toEqual([{ level: 'info', message: 'challenge answered', fields: { app: 'meta' } }]);
  });

  it('that could sign another stands in the log: no secret, no verify token, no signature, right or wrong', async () => {
    const secret = {
      appSecret: 'planted-secret',
      instagramAppSecret: 'planted-ig',
      threadsAppSecret: 'planted-th',
      verifyToken: 'planted-token',
    };
    const { ask, lines } = ingressUnderTest({
      read: () => Promise.resolve({ ...versions(secret), previous: versions(secret).current }),
    });
    const body = Buffer.from('{}');
    const token = { 'hub.mode': 'subscribe', 'hub.challenge': '1', 'hub.verify_token': 'planted-token' };
    const answers = [
      await ask(signedPost(body, { secret: 'planted-secret' })),
      await ask(signedPost(body, { secret: 'guess' })),
      await ask(get(token)),
    ];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 401, 200]);
    expect(JSON.stringify([lines, answers])).not.toContain('planted');
    for (const given of ['planted-secret', 'guess'])
      expect(JSON.stringify([lines, answers])).not.toContain(sign(body, given).slice(7));
  });
});
