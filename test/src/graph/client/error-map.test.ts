import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FakeGraphApi } from '../../../support/fakes/fake-graph-api.ts';
import { documented, refusals, type GraphRefusal } from '../../../support/fakes/fake-graph-api-errors.ts';
import { graphClient, catchGraphError, IDS, startGraphWorld } from '../../../support/harness/graph-under-test.ts';

// Codes, subcodes and what to do: https://developers.facebook.com/docs/graph-api/guides/error-handling and
// https://developers.facebook.com/docs/graph-api/overview/rate-limiting, read 2026-11-22.

let fake: FakeGraphApi;
beforeAll(async () => {
  fake = await startGraphWorld();
});
afterAll(() => fake.stop());

const failedWith = async (refusal: GraphRefusal) => {
  fake.failNext({ answer: refusal });
  return catchGraphError(graphClient(fake, { maxAttempts: 1 }).send({ path: [IDS.page, 'subscribed_apps'] }));
};

interface Row {
  readonly rule: string;
  readonly refusal: GraphRefusal;
  readonly code: string;
  readonly hint: RegExp;
}

describe('a token', () => {
  it.each<Row>([
    {
      rule: 'that has expired (463)',
      refusal: documented.token(463),
      code: 'TOKEN_EXPIRED',
      hint: /expired.*Create a/,
    },
    {
      rule: 'whose person changed the password (460)',
      refusal: documented.token(460),
      code: 'TOKEN_INVALID',
      hint: /changed their password/,
    },
    { rule: 'that was revoked (467)', refusal: documented.token(467), code: 'TOKEN_INVALID', hint: /revoked/ },
    {
      rule: 'whose person removed the app (458)',
      refusal: documented.token(458),
      code: 'TOKEN_INVALID',
      hint: /removed the app/,
    },
    {
      rule: 'whose person is asked for something (459)',
      refusal: documented.token(459),
      code: 'TOKEN_INVALID',
      hint: /log in at facebook\.com/,
    },
    {
      rule: 'of an unconfirmed account (464)',
      refusal: documented.token(464),
      code: 'TOKEN_INVALID',
      hint: /not confirmed/,
    },
    {
      rule: 'whose person lost the role on the Page (492)',
      refusal: documented.token(492),
      code: 'TOKEN_INVALID',
      hint: /role on the Page/,
    },
    {
      rule: 'that is refused without a subcode',
      refusal: documented.token(),
      code: 'TOKEN_INVALID',
      hint: /not valid for this host and app/,
    },
    {
      rule: 'of the older kind of session (102)',
      refusal: documented.session(),
      code: 'TOKEN_INVALID',
      hint: /token is not valid/,
    },
    {
      rule: "where the app's is wanted (15)",
      refusal: refusals.appTokenWanted(),
      code: 'WRONG_TOKEN_TYPE',
      hint: /app access token/,
    },
    {
      rule: "where a Page's is wanted (210)",
      refusal: refusals.pageTokenWanted(),
      code: 'WRONG_TOKEN_TYPE',
      hint: /Page access token/,
    },
    {
      rule: 'of an app with another secret (101)',
      refusal: refusals.appSecret(),
      code: 'APP_REFUSED',
      hint: /Compare the app id and the app secret/,
    },
    {
      rule: 'without the proof that the app demands',
      refusal: refusals.proofAbsent(),
      code: 'PROOF_REFUSED',
      hint: /app secret/,
    },
    { rule: 'with a wrong proof', refusal: refusals.proofWrong(), code: 'PROOF_REFUSED', hint: /app secret/ },
  ])('$rule is $code, and the hint says what to do', async ({ refusal, code, hint }) => {
    expect(await failedWith(refusal)).toMatchObject({
      code,
      hint: expect.stringMatching(hint),
      retry: 'never',
      outcome: 'not-done',
    });
  });
});

describe('a permission that is missing', () => {
  it.each([10, 3, 200, 250, 299])('is told as such (%i)', async (code) => {
    expect(await failedWith(documented.permissionOf(code))).toMatchObject({
      code: 'PERMISSION_MISSING',
      hint: expect.stringMatching(/Grant the permission/),
      retry: 'never',
    });
  });
});

describe('an answer to somebody who wrote too long ago', () => {
  // https://developers.facebook.com/docs/messenger-platform/error-codes, read 2026-11-22; the second is Instagram's.
  it.each([2018278, 2534022])('is told as such (10/%i)', async (error_subcode) => {
    const refusal = documented.permission();
    const reported = await failedWith({ ...refusal, error: { ...refusal.error, error_subcode } });
    expect(reported).toMatchObject({
      code: 'WINDOW_CLOSED',
      hint: expect.stringMatching(/24 hours/),
      retry: 'never',
      outcome: 'not-done',
    });
  });
});

describe('a limit', () => {
  it.each([
    documented.appLimit(),
    documented.userLimit(),
    documented.pageLimit(),
    documented.callsLimit(),
    documented.customLimit(),
    documented.businessLimit(80_000, 0),
    documented.businessLimit(80_001, 0),
    documented.businessLimit(80_014, 0),
  ])('is told as such ($error.code)', async (refusal) => {
    expect(await failedWith(refusal)).toMatchObject({
      code: 'RATE_LIMITED',
      hint: expect.stringMatching(/Stop calling/),
      retry: 'when-allowed',
      outcome: 'not-done',
    });
  });

  it('tells how long Meta asks to stay away: minutes in the usage header', async () => {
    expect(await failedWith(documented.businessLimit(80_001, 19))).toMatchObject({ retryAfterMs: 19 * 60_000 });
  });
});

describe('what passes', () => {
  it.each([documented.unknown(), documented.service()])(
    'is temporary, and may have been done ($error.code)',
    async (refusal) => {
      expect(await failedWith(refusal)).toMatchObject({
        code: 'TRANSIENT',
        hint: expect.stringMatching(/Try again/),
        retry: 'soon',
        outcome: 'unknown',
      });
    },
  );

  it('is what Meta marks so, whatever its code', async () => {
    const { error } = documented.parameter();
    expect(await failedWith({ status: 400, error: { ...error, is_transient: true } })).toMatchObject({
      code: 'TRANSIENT',
    });
  });
});

describe('what is wrong with a request', () => {
  it.each<Row>([
    {
      rule: 'a parameter (100)',
      refusal: documented.parameter(),
      code: 'PARAMETER_REFUSED',
      hint: /parameter is missing or not valid/,
    },
    {
      rule: 'an object (100, 33)',
      refusal: refusals.object('GET', IDS.page),
      code: 'OBJECT_UNKNOWN',
      hint: /Check the id/,
    },
    {
      rule: 'an id that nobody has (803)',
      refusal: documented.alias(),
      code: 'OBJECT_UNKNOWN',
      hint: /No object has this id/,
    },
    {
      rule: 'the callback URL (2200)',
      refusal: refusals.callback('HTTP Status Code = 404; HTTP Message = Not Found'),
      code: 'CALLBACK_REFUSED',
      hint: /did not return the challenge/,
    },
    {
      rule: 'what the callback URL answers (2201)',
      refusal: refusals.challenge(),
      code: 'CALLBACK_REFUSED',
      hint: /other than the challenge/,
    },
    { rule: 'something that Meta blocked (368)', refusal: documented.blocked(), code: 'BLOCKED', hint: /policies/ },
    {
      rule: 'a text that was just posted (506)',
      refusal: documented.duplicate(),
      code: 'DUPLICATE',
      hint: /Change the text/,
    },
    {
      rule: 'a version that has ended (2635)',
      refusal: documented.versionGone(),
      code: 'VERSION_GONE',
      hint: /newer one/,
    },
    {
      rule: 'anything else',
      refusal: { ...documented.parameter(), error: { ...documented.parameter().error, code: 4711 } },
      code: 'GRAPH_REFUSED',
      hint: /Look up the error code/,
    },
  ])('$rule is $code, and the hint says what to do', async ({ refusal, code, hint }) => {
    expect(await failedWith(refusal)).toMatchObject({
      code,
      hint: expect.stringMatching(hint),
      retry: 'never',
      outcome: 'not-done',
    });
  });
});

describe('an error', () => {
  it("carries Meta's numbers, type, trace and the status, in its message too", async () => {
    const error = await failedWith(documented.token(463));
    expect(error.facts).toEqual({
      httpStatus: 401,
      graphCode: 190,
      subcode: 463,
      type: 'OAuthException',
      traceId: 'AbYveT9_aL1Xm1ckgbobFCY',
    });
    expect(error.message).toBe(
      'TOKEN_EXPIRED: The token has expired. Create a long-lived token and store it. (HTTP 401, Graph code ' +
        '190, subcode 463, type OAuthException, trace AbYveT9_aL1Xm1ckgbobFCY)',
    );
  });

  it("has Meta's own words beside, not in its message", async () => {
    const error = await failedWith(refusals.object('GET', '4711471147114711'));
    expect(error.metaMessage).toContain("Object with ID '4711471147114711' does not exist");
    expect(`${error.message}${error.hint}${JSON.stringify(error)}`).not.toContain('4711471147114711');
  });
});
