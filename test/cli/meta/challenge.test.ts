import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { playChallenge, type ChallengeResult } from '../../../cli/meta/challenge.ts';
import { anyCharacter } from '../../support/builders/any-character.ts';

const asked = { url: 'https://example.org/webhooks/meta?stage=1', verifyToken: 'token & more' };

/** Plays it to somebody who answers so. */
async function play(answer: (url: URL) => Response): Promise<ChallengeResult> {
  const fetch = (url: unknown): Promise<Response> => Promise.resolve(answer(url as URL));
  return playChallenge({ fetch, random: () => 0.5, now: () => 0 }, asked, new AbortController().signal);
}

describe("Meta's challenge", () => {
  it('asks what Meta asks, beside what the URL has already', async () => {
    let seen = new URLSearchParams();
    await play((url) => {
      seen = url.searchParams;
      return new Response('');
    });
    expect(Object.fromEntries(seen)).toEqual({
      stage: '1',
      'hub.mode': 'subscribe',
      'hub.challenge': expect.stringMatching(/^\d{10}$/),
      'hub.verify_token': 'token & more',
    });
  });

  it('is passed by its exact characters alone', async () => {
    const getChallenge = (url: URL): string => url.searchParams.get('hub.challenge') ?? '';
    expect(await play((url) => new Response(getChallenge(url)))).toEqual({ ok: true, status: 200, ms: 0 });
    expect(await play((url) => new Response(`"${getChallenge(url)}"`))).toMatchObject({
      ok: false,
      code: 'NOT_ECHOED',
    });
    expect(await play((url) => new Response(getChallenge(url), { status: 201 }))).toMatchObject({ ok: false });
  });

  it('whatever is answered, the result holds no control characters, and nothing of the token', async () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.record({ code: fc.string(), hint: fc.string({ unit: anyCharacter }) }).map((value) => JSON.stringify(value)),
    );
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom(200, 301, 403, 404, 503), async (body, status) => {
        const { ok, ...reported } = await play(() => new Response(body, { status }));
        expect(ok).toBe(false);
        expect(JSON.stringify(reported)).toMatch(/^[\x20-\x7e]*$/);
        expect(reported.code).toMatch(/^[A-Z0-9_]{1,64}$/);
        expect(reported.hint?.includes(asked.verifyToken) ?? false).toBe(false);
      }),
    );
  });
});
