import { describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { SecretError } from '../../../src/pipeline/accept/app-secret.ts';
import { gatewayEvent, get, post, signedPost } from '../../support/builders/gateway-event.ts';
import {
  BUCKET,
  ingressUnderTest,
  VERIFY_TOKEN,
  versions,
  type Surroundings,
} from '../../support/harness/ingress-under-test.ts';
import { payload, sign } from '../../support/builders/meta.ts';

const BODY = payload('edge/unicode-wire-escaped.json');
/** From expected.jsonl, made without this code. */
const SIGNATURE = 'sha256=0a74980222f229369a7c90184816913b88a061b09b57c793e8afd122f1ba440a';
const SHA1 = 'sha1=500375ba13df36931b0412972be0375bb957e8bf';
const RIGHT = { 'hub.mode': 'subscribe', 'hub.challenge': '1158201444', 'hub.verify_token': VERIFY_TOKEN };
const MIB_4 = 4 * 1024 * 1024;
const OVER_4_MIB = Buffer.alloc(MIB_4 + 1, 'a');

const signed = (body: Buffer | string, signature = SIGNATURE): APIGatewayProxyEventV2 =>
  post({ body, headers: { 'x-hub-signature-256': signature } });
const failing = (): Promise<never> => Promise.reject(new Error('connection refused'));
const unset: Surroundings['read'] = () => Promise.resolve(versions({}));

/** Every answer of ours has these, and only a 503 has more. */
function expectHeaders({ statusCode, headers }: APIGatewayProxyStructuredResultV2, contentType: string): void {
  expect(headers).toEqual({
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-type': contentType,
    ...(statusCode === 503 && { 'retry-after': expect.stringMatching(/^[1-9]\d*$/) }),
  });
}

/** Asks an ingress that must refuse, and makes sure that nothing was taken. */
async function expectRefusal(
  event: APIGatewayProxyEventV2,
  want: readonly [number, string],
  surroundings: Partial<Surroundings> = {},
): Promise<void> {
  const ingress = ingressUnderTest(surroundings);
  const answer = await ingress.ask(event);
  const body = JSON.parse(answer.body ?? '') as { code: string; hint: string };
  expect([answer.statusCode, body.code]).toEqual(want);
  expect(Object.keys(body)).toEqual(['code', 'hint']);
  expect(body.hint).toMatch(/\w{3}/);
  expectHeaders(answer, 'application/json');
  expect([ingress.queued, [...ingress.stored]]).toEqual([[], []]);
  expect(ingress.lines.at(-1)).toMatchObject({
    level: want[0] === 503 ? 'error' : 'warn',
    fields: { status: want[0], code: want[1] },
  });
}

describe('a right request', () => {
  it('GET is answered with the exact challenge as plain text', async () => {
    const { ask } = ingressUnderTest();
    const challenge = '  <b>1158201444</b> %41+&"\\ ~';
    const answer = await ask(get({ ...RIGHT, 'hub.challenge': challenge }));
    expect(answer).toMatchObject({ statusCode: 200, body: challenge });
    expectHeaders(answer, 'text/plain; charset=utf-8');
  });

  it('GET is answered before the app secret is set', async () => {
    expect(await ingressUnderTest({ read: unset }).ask(get(RIGHT))).toMatchObject({
      statusCode: 200,
      body: '1158201444',
    });
  });

  it.each([
    { rule: 'as text', body: BODY.toString() },
    { rule: 'in base64', body: BODY },
  ])('POST, handed over $rule, is answered with {} once the queue has its exact bytes', async ({ body }) => {
    const { ask, queued } = ingressUnderTest();
    const answer = await ask(signed(body));
    expect(answer).toMatchObject({ statusCode: 200, body: '{}' });
    expectHeaders(answer, 'application/json');
    const attributes = { deliveryId: 'id-1', app: 'meta', receivedAt: '2026-01-01T00:00:00.000Z', encoding: 'text' };
    expect(queued).toEqual([{ body: BODY.toString(), attributes }]);
  });

  it('POST for another app is queued for that app', async () => {
    const { ask, queued } = ingressUnderTest();
    await ask(signedPost(BODY, { app: 'shop' }));
    expect(queued[0]?.attributes).toMatchObject({ app: 'shop' });
  });

  it('POST is signed over the bytes, be they UTF-8 or none', async () => {
    const utf8 = payload('edge/unicode-raw-utf8.json');
    const { ask, queued } = ingressUnderTest();
    const answers = [
      await ask(post({ body: utf8.toString(), headers: { 'x-hub-signature-256': sign(utf8) } })),
      await ask(signedPost(Buffer.from([0xff, 0x00]))),
    ];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    expect(queued.map(({ body }) => body)).toEqual([utf8.toString('base64'), '/wA=']);
  });

  it('POST of 4 MiB goes to the bucket, and its pointer to the queue', async () => {
    const rawBody = Buffer.alloc(MIB_4, 'a');
    const { ask, queued, stored } = ingressUnderTest();
    expect((await ask(signedPost(rawBody))).statusCode).toBe(200);
    const [[key, body]] = [...stored] as [[string, Buffer]];
    expect(body.equals(rawBody)).toBe(true);
    expect(JSON.parse(queued[0]!.body)).toMatchObject({ bucket: BUCKET, key, bytes: MIB_4 });
    expect(queued[0]!.attributes['encoding']).toBe('s3');
  });

  it('POST is logged by ids, sizes and the name of the secret that signed it', async () => {
    const { ask, lines } = ingressUnderTest();
    await ask(signed(BODY));
    const fields = {
      app: 'meta',
      deliveryId: 'id-1',
      bytes: 521,
      encoding: 'text',
      signedBy: 'current.appSecret',
      tries: 1,
    };
    expect(lines).toEqual([{ level: 'info', message: 'accepted', fields }]);
  });
});

describe('what is refused', () => {
  it.each([
    { rule: 'an unknown app', event: gatewayEvent('POST', { app: 'nobody' }), want: [404, 'APP_UNKNOWN'] as const },
    {
      rule: 'a name that every object has',
      event: gatewayEvent('GET', { app: '__proto__' }),
      want: [404, 'APP_UNKNOWN'] as const,
    },
    { rule: 'another method', event: gatewayEvent('PUT', {}), want: [405, 'METHOD_NOT_ALLOWED'] as const },
    { rule: 'a body over 4 MiB', event: signedPost(OVER_4_MIB), want: [413, 'BODY_TOO_LARGE'] as const },
    {
      rule: 'a text over 4 MiB in UTF-8',
      event: post({ body: 'é'.repeat(MIB_4 / 2 + 1) }),
      want: [413, 'BODY_TOO_LARGE'] as const,
    },
    { rule: 'no body', event: post(), want: [400, 'BODY_EMPTY'] as const },
    { rule: 'an empty body, signed', event: signedPost(Buffer.alloc(0)), want: [400, 'BODY_EMPTY'] as const },
    { rule: 'a GET without parameters', event: get({}), want: [400, 'CHALLENGE_MALFORMED'] as const },
    {
      rule: 'a challenge of 513 characters',
      event: get({ ...RIGHT, 'hub.challenge': '1'.repeat(513) }),
      want: [400, 'CHALLENGE_MALFORMED'] as const,
    },
    {
      rule: 'a challenge beyond printable ASCII',
      event: get({ ...RIGHT, 'hub.challenge': 'é' }),
      want: [400, 'CHALLENGE_MALFORMED'] as const,
    },
    {
      rule: 'a wrong verify token',
      event: get({ ...RIGHT, 'hub.verify_token': 'guess' }),
      want: [403, 'TOKEN_MISMATCH'] as const,
    },
    {
      rule: 'a wrong mode',
      event: get({ ...RIGHT, 'hub.mode': 'unsubscribe' }),
      want: [403, 'TOKEN_MISMATCH'] as const,
    },
    { rule: 'an unsigned body', event: post({ body: BODY }), want: [401, 'MISSING_SIGNATURE'] as const },
    {
      rule: 'a body signed by SHA-1 alone',
      event: post({ body: BODY, headers: { 'x-hub-signature': SHA1 } }),
      want: [401, 'MISSING_SIGNATURE'] as const,
    },
    { rule: 'SHA-1 in the header of SHA-256', event: signed(BODY, SHA1), want: [401, 'SIGNATURE_MALFORMED'] as const },
    {
      rule: 'a body signed with another secret',
      event: signedPost(BODY, { secret: 'guess' }),
      want: [401, 'SIGNATURE_MISMATCH'] as const,
    },
    {
      rule: 'a body signed with the verify token',
      event: signedPost(BODY, { secret: VERIFY_TOKEN }),
      want: [401, 'SIGNATURE_MISMATCH'] as const,
    },
    { rule: 'a truncated body', event: signed(BODY.subarray(0, -1)), want: [401, 'SIGNATURE_MISMATCH'] as const },
    {
      rule: 'a body with a newline added',
      event: signed(`${BODY.toString()}\n`),
      want: [401, 'SIGNATURE_MISMATCH'] as const,
    },
    {
      rule: 'a re-serialized body',
      event: signed(JSON.stringify(JSON.parse(BODY.toString()))),
      want: [401, 'SIGNATURE_MISMATCH'] as const,
    },
  ])('$rule', async ({ event, want }) => {
    await expectRefusal(event, want);
  });

  const malformed: Surroundings['read'] = () => Promise.reject(new SecretError('SECRET_MALFORMED', 'must be JSON'));
  it.each([
    {
      rule: 'POST while no app secret is set',
      event: signed(BODY),
      surroundings: { read: unset },
      code: 'SECRET_UNSET',
    },
    {
      rule: 'POST while the secret cannot be read',
      event: signed(BODY),
      surroundings: { read: failing },
      code: 'SECRET_UNAVAILABLE',
    },
    {
      rule: 'POST while the secret is malformed',
      event: signed(BODY),
      surroundings: { read: malformed },
      code: 'SECRET_MALFORMED',
    },
    {
      rule: 'GET while the secret cannot be read',
      event: get(RIGHT),
      surroundings: { read: failing },
      code: 'SECRET_UNAVAILABLE',
    },
    {
      rule: 'POST while the queue cannot be reached',
      event: signed(BODY),
      surroundings: { send: failing },
      code: 'QUEUE_UNAVAILABLE',
    },
    {
      rule: 'a large POST while the bucket cannot be reached',
      event: signedPost(Buffer.alloc(MIB_4, 'a')),
      surroundings: { put: failing },
      code: 'STORE_UNAVAILABLE',
    },
    {
      rule: 'what nobody planned for',
      event: { ...signed(BODY), headers: undefined as never },
      surroundings: {},
      code: 'INTERNAL_ERROR',
    },
  ])('for a time: $rule', async ({ event, surroundings, code }) => {
    await expectRefusal(event, [503, code], surroundings);
  });

  it('is logged with the app and the name of the cause', async () => {
    const { ask, lines } = ingressUnderTest({ read: failing });
    await ask(signed(BODY));
    expect(lines.at(-1)?.fields).toMatchObject({
      app: 'meta',
      status: 503,
      code: 'SECRET_UNAVAILABLE',
      error: 'Error',
    });
  });

  it('for an app that nobody knows is logged without its name', async () => {
    const { ask, lines } = ingressUnderTest();
    await ask(post({ app: 'planted' }));
    expect(lines.map(({ fields }) => Object.keys(fields))).toEqual([['status', 'code', 'hint', 'app']]);
    expect(lines[0]?.fields['app']).toBe('not-an-app');
    expect(JSON.stringify(lines)).not.toContain('planted');
  });

  it('where the path has no app at all', async () => {
    await expectRefusal({ ...post(), pathParameters: undefined }, [404, 'APP_UNKNOWN']);
  });
});

describe('the first reason in the order of the checks counts:', () => {
  const unsignedOver = post({ body: OVER_4_MIB });
  const wronglySigned = signed(BODY, sign(BODY, 'guess'));
  it.each([
    {
      rule: "an unknown app before its body's size",
      event: { ...unsignedOver, pathParameters: { app: 'x' } },
      want: [404, 'APP_UNKNOWN'] as const,
    },
    { rule: 'an unknown app before its empty body', event: post({ app: 'x' }), want: [404, 'APP_UNKNOWN'] as const },
    { rule: 'an unknown app before its challenge', event: get({}, { app: 'x' }), want: [404, 'APP_UNKNOWN'] as const },
    {
      rule: 'an unknown app before its method',
      event: gatewayEvent('DELETE', { app: 'x' }),
      want: [404, 'APP_UNKNOWN'] as const,
    },
    {
      rule: 'an unknown app before the deadline',
      event: post({ app: 'x', timeEpoch: 0 }),
      want: [404, 'APP_UNKNOWN'] as const,
    },
    { rule: 'the size before the signature', event: unsignedOver, want: [413, 'BODY_TOO_LARGE'] as const },
    { rule: 'the size before the secret', event: signedPost(OVER_4_MIB), want: [413, 'BODY_TOO_LARGE'] as const },
    { rule: 'an empty body before the signature', event: post(), want: [400, 'BODY_EMPTY'] as const },
    { rule: 'an empty body before the secret', event: signedPost(Buffer.alloc(0)), want: [400, 'BODY_EMPTY'] as const },
    { rule: 'a malformed challenge before the secret', event: get({}), want: [400, 'CHALLENGE_MALFORMED'] as const },
    {
      rule: 'an absent signature before the secret',
      event: post({ body: BODY }),
      want: [401, 'MISSING_SIGNATURE'] as const,
    },
    {
      rule: 'a malformed signature before the secret',
      event: signed(BODY, SHA1),
      want: [401, 'SIGNATURE_MALFORMED'] as const,
    },
  ])('$rule, which is not even looked at', async ({ event, want }) => {
    let reads = 0;
    const read: Surroundings['read'] = () => {
      reads += 1;
      return failing();
    };
    await expectRefusal(event, want, { read, send: failing, put: failing });
    expect(reads).toBe(0);
  });

  it('the secret before a wrong signature', async () => {
    await expectRefusal(wronglySigned, [503, 'SECRET_UNSET'], { read: unset });
  });

  it('a wrong signature before the queue', async () => {
    await expectRefusal(wronglySigned, [401, 'SIGNATURE_MISMATCH'], { send: failing });
  });
});
