import { describe, expect, it } from '@jest/globals';
import { get, gatewayEvent, post, signedPost } from '../../support/builders/gateway-event.ts';
import { answeredCode, ingressUnderTest, VERIFY_TOKEN } from '../../support/harness/ingress-under-test.ts';
import { commentsBody, sign } from '../../support/builders/meta.ts';

const META = 'C=US, O=Meta Platforms\\, Inc., CN=client.webhooks.fbclientcerts.com';
const BODY = commentsBody(['17900000000000001']);
const CHALLENGE = { 'hub.mode': 'subscribe', 'hub.challenge': '1158201444', 'hub.verify_token': VERIFY_TOKEN };

const ingress = (): ReturnType<typeof ingressUnderTest> => ingressUnderTest({ mutualTlsApps: new Set(['shop']) });

describe('an app with mutual TLS', () => {
  it.each([
    { rule: 'a delivery', event: signedPost(BODY, { app: 'shop' }), want: 200 },
    { rule: 'a challenge', event: get(CHALLENGE, { app: 'shop' }), want: 200 },
  ])("answers $rule that comes with Meta's certificate, and none that comes without", async ({ event, want }) => {
    const { ask, queued } = ingress();
    const answer = await ask(event);
    expect(answer).toMatchObject({ statusCode: 403 });
    expect(answeredCode(answer)).toBe('MISSING_CLIENT_CERTIFICATE');
    expect(queued).toEqual([]);
    const clientCert = {
      clientCertPem: '',
      serialNumber: '',
      issuerDN: '',
      validity: { notBefore: '', notAfter: '' },
      subjectDN: META,
    };
    expect(
      await ask({ ...event, requestContext: { ...event.requestContext, authentication: { clientCert } } }),
    ).toMatchObject({ statusCode: want });
  });

  it('refuses another certificate of the same trust store, however well the body is signed', async () => {
    const { ask, queued } = ingress();
    const answer = await ask(signedPost(BODY, { app: 'shop', subject: 'CN=other.fbclientcerts.com' }));
    expect([answer.statusCode, answeredCode(answer)]).toEqual([403, 'CLIENT_CERTIFICATE_MISMATCH']);
    expect(queued).toEqual([]);
  });

  it('still wants the signature', async () => {
    const { ask } = ingress();
    expect(answeredCode(await ask(post({ app: 'shop', subject: META, body: BODY })))).toBe('MISSING_SIGNATURE');
    expect(
      answeredCode(
        await ask(
          post({ app: 'shop', subject: META, body: BODY, headers: { 'x-hub-signature-256': sign(BODY, 'another') } }),
        ),
      ),
    ).toBe('SIGNATURE_MISMATCH');
  });

  it('takes no header for a certificate', async () => {
    const { ask } = ingress();
    const headers = {
      'x-hub-signature-256': sign(BODY),
      'x-amzn-mtls-clientcert-subject': META,
      'x-client-cert': META,
      subjectdn: META,
    };
    expect(answeredCode(await ask(post({ app: 'shop', body: BODY, headers })))).toBe('MISSING_CLIENT_CERTIFICATE');
  });

  it.each([null, { clientCert: null }, {}])('takes %p of API Gateway for no certificate', async (authentication) => {
    const { ask } = ingress();
    const event = signedPost(BODY, { app: 'shop' });
    const answer = await ask({
      ...event,
      requestContext: { ...event.requestContext, authentication: authentication as never },
    });
    expect(answeredCode(answer)).toBe('MISSING_CLIENT_CERTIFICATE');
  });

  it('says so before anything of the request is looked at', async () => {
    const { ask } = ingress();
    for (const event of [
      post({ app: 'shop', body: Buffer.alloc(5_000_000) }),
      gatewayEvent('PUT', { app: 'shop' }),
      get({}, { app: 'shop' }),
      post({ app: 'shop', body: '' }),
    ]) {
      expect(answeredCode(await ask(event))).toBe('MISSING_CLIENT_CERTIFICATE');
    }
  });

  it('says nothing of the certificate in its log', async () => {
    const { ask, lines } = ingress();
    await ask(signedPost(BODY, { app: 'shop', subject: 'CN=somebody.example.com' }));
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'warn',
        fields: expect.objectContaining({ app: 'shop', code: 'CLIENT_CERTIFICATE_MISMATCH', status: 403 }),
      }),
    ]);
    expect(JSON.stringify(lines)).not.toContain('somebody');
  });
});

it('an app without it takes requests with and without a certificate', async () => {
  const { ask } = ingress();
  expect(await ask(signedPost(BODY))).toMatchObject({ statusCode: 200 });
  expect(await ask(signedPost(BODY, { subject: 'CN=somebody.example.com' }))).toMatchObject({ statusCode: 200 });
});

it('an app that nobody knows is unknown before it is asked for a certificate', async () => {
  const { ask } = ingressUnderTest({ mutualTlsApps: new Set(['nobody']) });
  expect(answeredCode(await ask(post({ app: 'nobody' })))).toBe('APP_UNKNOWN');
});
