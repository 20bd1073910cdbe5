import { beforeAll, describe, expect, it } from '@jest/globals';
import { APP_SECRET, commentsBody, sign } from '../support/builders/meta.ts';
import { post, postSigned, send, type Answer } from './callback.ts';
import { forgetAppSecret, putAppSecret, readSecret, readyForMeta, restart } from './deployment.ts';
import { eventually } from './eventually.ts';
import { settled } from './footprint.ts';

const MIB = 1024 * 1024;
/** A body without a change, made up to a size with white space. */
const getBody = (bytes: number): Buffer => Buffer.from('{"object":"page","entry":[]}'.padEnd(bytes));

let verifyToken: string;

beforeAll(async () => {
  ({ verifyToken } = await readSecret());
});

/** A query as Meta sends it, with some parameters in place of the right ones; `undefined` leaves one out. */
function query(changed: Readonly<Record<string, string | undefined>> = {}): string {
  const parameters = {
    'hub.mode': 'subscribe',
    'hub.challenge': '1158201444',
    'hub.verify_token': verifyToken,
    ...changed,
  };
  const present = Object.entries<string | undefined>(parameters).filter(
    (pair): pair is [string, string] => pair[1] !== undefined,
  );
  return present.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
}

const ask = async (parameters: string): Promise<Answer> =>
  send({ method: 'GET', path: `/webhooks/meta?${parameters}` });

/** Checks what every refusal has in common: JSON of code and hint, and the headers of all answers. */
function expectRefusal(answer: Answer, status: number, code: string): void {
  expect({ status: answer.status, body: JSON.parse(answer.body) as unknown }).toEqual({
    status,
    body: { code, hint: expect.any(String) },
  });
  expect(answer.headers).toMatchObject({
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  expect(answer.headers['retry-after']).toEqual(status === 503 ? '30' : undefined);
  for (const secret of [verifyToken, APP_SECRET]) expect(answer.body).not.toContain(secret);
}

describe('while the app secret is not stored', () => {
  beforeAll(async () => {
    await forgetAppSecret();
    await restart('Ingress');
  });

  it('a delivery is answered 503, so that Meta comes again, whatever signed it', async () => {
    const body = commentsBody(['answers-unset']);
    expectRefusal(await postSigned(body), 503, 'SECRET_UNSET');
    expectRefusal(await post(body, { 'x-hub-signature-256': sign(body, '') }), 503, 'SECRET_UNSET');
  });

  it('an absent signature is still 401, and a challenge is answered', async () => {
    expectRefusal(await post(commentsBody(['answers-unset']), {}), 401, 'MISSING_SIGNATURE');
    expect(await ask(query())).toMatchObject({ status: 200, body: '1158201444' });
  });

  it('the first delivery after it was stored is accepted, without a new deployment', async () => {
    await putAppSecret(APP_SECRET);
    const body = commentsBody(['answers-first']);
    // A secret read less than a second ago is not read again.
    expect(await eventually(async () => (await postSigned(body)).status === 200, 3_000)).toBe(true);
  });
});

describe('after the app secret was changed', () => {
  beforeAll(async () => {
    await readyForMeta();
    await putAppSecret('another_app_secret_synthetic');
    await restart('Ingress');
  });

  it.each(['another_app_secret_synthetic', APP_SECRET])('both it and the one before sign: %s', async (secret) => {
    const body = commentsBody(['answers-rotation']);
    expect(await post(body, { 'x-hub-signature-256': sign(body, secret) })).toMatchObject({ status: 200 });
  });
});

describe('once the app secret is stored', () => {
  beforeAll(readyForMeta);

  describe('GET', () => {
    const sanitize = String.fromCharCode(...Array.from({ length: 0x7e - 0x20 + 1 }, (_, i) => 0x20 + i));

    it.each([
      { rule: "Meta's number", challenge: '1158201444' },
      { rule: 'every printable ASCII character', challenge: sanitize },
      { rule: 'what looks percent-encoded', challenge: '%41%2B+%20&amp;=%' },
      { rule: 'spaces at both ends', challenge: '  a  ' },
      { rule: 'something like a page', challenge: '<script>alert(1)</script>' },
      { rule: '512 characters', challenge: 'x'.repeat(512) },
    ])('gives the challenge back character for character: $rule', async ({ challenge }) => {
      const answer = await ask(query({ 'hub.challenge': challenge }));
      expect(answer).toMatchObject({ status: 200, body: challenge });
      expect(answer.headers).toMatchObject({
        'content-type': 'text/plain; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'content-length': String(challenge.length),
      });
    });

    it.each([
      { rule: 'every character percent-encoded', sent: '%61%2b%2F%7e', want: 'a+/~' },
      { rule: 'a plus sign for a space', sent: 'a+b%20c', want: 'a b c' },
      { rule: 'characters that could have been encoded', sent: "a!*'();:@,/?b", want: "a!*'();:@,/?b" },
    ])('reads the query as a form: $rule', async ({ sent, want }) => {
      expect(await ask(`${query({ 'hub.challenge': undefined })}&hub.challenge=${sent}`)).toMatchObject({
        status: 200,
        body: want,
      });
    });

    it('does not mind the order of the parameters, nor others', async () => {
      const parameters = [...query().split('&').reverse(), 'x=y'].join('&');
      expect(await ask(parameters)).toMatchObject({ status: 200, body: '1158201444' });
    });

    it.each([
      { rule: 'without a mode', changed: { 'hub.mode': undefined } },
      { rule: 'without a challenge', changed: { 'hub.challenge': undefined } },
      { rule: 'without a verify token', changed: { 'hub.verify_token': undefined } },
      { rule: 'with an empty challenge', changed: { 'hub.challenge': '' } },
      { rule: 'with a challenge of 513 characters', changed: { 'hub.challenge': 'x'.repeat(513) } },
      { rule: 'with a line break in the challenge', changed: { 'hub.challenge': '1\r\nset-cookie: a=b' } },
      { rule: 'with a challenge beyond ASCII', changed: { 'hub.challenge': 'é' } },
    ])('$rule is 400', async ({ changed }) => {
      expectRefusal(await ask(query(changed)), 400, 'CHALLENGE_MALFORMED');
    });

    it('without any query is 400', async () => {
      expectRefusal(await send({ method: 'GET' }), 400, 'CHALLENGE_MALFORMED');
    });

    it('with a parameter twice is 400', async () => {
      expectRefusal(await ask(`${query()}&hub.challenge=2`), 400, 'CHALLENGE_MALFORMED');
    });

    it.each([
      { rule: 'a wrong verify token', changed: { 'hub.verify_token': 'guessed' } },
      { rule: 'the app secret as verify token', changed: { 'hub.verify_token': APP_SECRET } },
      { rule: 'another mode', changed: { 'hub.mode': 'unsubscribe' } },
    ])('with $rule is 403', async ({ changed }) => {
      expectRefusal(await ask(query(changed)), 403, 'TOKEN_MISMATCH');
    });

    it.each(['shop', 'constructor', 'META', 'meta%20'])('for the unknown app %s is 404', async (app) => {
      expectRefusal(await send({ method: 'GET', path: `/webhooks/${app}?${query()}` }), 404, 'APP_UNKNOWN');
    });
  });

  describe('POST', () => {
    const body = commentsBody(['answers-post']);

    it('with the right signature is 200 and an empty object', async () => {
      const answer = await postSigned(body);
      expect(answer).toMatchObject({ status: 200, body: '{}' });
      expect(answer.headers).toMatchObject({
        'content-type': 'application/json',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
    });

    it.each(['application/json; charset=utf-8', 'application/octet-stream', 'application/x-www-form-urlencoded', ''])(
      'is signed over its bytes, whatever its content type says: %s',
      async (contentType) => {
        const headers = { 'x-hub-signature-256': sign(body), ...(contentType && { 'content-type': contentType }) };
        expect(await send({ body, headers })).toMatchObject({ status: 200 });
      },
    );

    it('for an unknown app is 404, before anything else is looked at', async () => {
      expectRefusal(await send({ path: '/webhooks/shop', body: getBody(4 * MIB + 1) }), 404, 'APP_UNKNOWN');
    });

    it('of more than 4 MiB is 413, before its signature is looked at', async () => {
      expectRefusal(await post(getBody(4 * MIB + 1), {}), 413, 'BODY_TOO_LARGE');
    });

    it('of 4 MiB is 200', async () => {
      expect(await postSigned(getBody(4 * MIB))).toMatchObject({ status: 200 });
      await settled();
    });

    it('without a body is 400, before its signature is looked at', async () => {
      expectRefusal(await post(Buffer.alloc(0), {}), 400, 'BODY_EMPTY');
    });

    it.each([
      { rule: 'no signature', headers: {}, code: 'MISSING_SIGNATURE' },
      {
        rule: 'something else in its place',
        headers: { 'x-hub-signature-256': 'sha256=beef' },
        code: 'SIGNATURE_MALFORMED',
      },
      {
        rule: "another app's signature",
        headers: { 'x-hub-signature-256': sign(body, 'another') },
        code: 'SIGNATURE_MISMATCH',
      },
    ])('with $rule is 401', async ({ headers, code }) => {
      expectRefusal(await post(body, headers), 401, code);
    });
  });
});
