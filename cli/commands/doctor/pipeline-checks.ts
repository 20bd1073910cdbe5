import { appSecretProblem } from '../../aws/app-secret-form.ts';
import { playChallenge } from '../../meta/challenge.ts';
import { playEndToEnd } from '../../aws/end-to-end-check.ts';
import { AWS_LIMIT_MS, failed, ok, skipped, warning, type Check, type ExaminedApp, type Finding } from './check.ts';
import type { AppSecretValue } from '../../aws/app-secret-store.ts';

const CHALLENGE_LIMIT_MS = 15_000;
/** More than twice the time after which ingress reads a secret again. */
const ROUND_TRIP_MS = 75_000;
const ROUND_TRIP_LIMIT_MS = ROUND_TRIP_MS + 45_000;
const SETUP = 'npx meta-webhooks setup';

/** Checks whether the app secret and the verify token are stored and have the right format. */
export function secretCheck({ key, secret }: ExaminedApp): Check {
  return {
    name: 'secret',
    app: key,
    limitMs: AWS_LIMIT_MS,
    examine: async ({ context: { stack } }) =>
      ofSecret(await secret(), stack.apps().length > 1 ? `${SETUP} --app ${key}` : SETUP),
  };
}

const OTHERS = { instagramAppSecret: '--instagram', threadsAppSecret: '--threads' } as const;

function ofSecret(stored: AppSecretValue, setup: string): Finding {
  if (stored.verifyToken === '')
    return failed('no verify token is stored: Meta cannot verify the callback URL', `Run \`${setup}\`.`);
  if (stored.appSecret === '')
    return failed('no app secret is stored: ingress rejects every delivery with 503', `Run \`${setup}\`.`);
  const problem = appSecretProblem(stored.appSecret);
  if (problem !== undefined)
    return warning(`the stored app secret is probably wrong: ${problem}`, `Run \`${setup} --secret-from prompt\`.`);
  for (const [member, option] of Object.entries(OTHERS)) {
    const other = stored[member as keyof typeof OTHERS] ?? '';
    const itsProblem = other === '' ? undefined : appSecretProblem(other);
    if (itsProblem !== undefined)
      return warning(`${member} is probably not an app secret: ${itsProblem}`, `Run \`${setup} ${option}\`.`);
  }
  return ok('app secret and verify token are stored');
}

/** Checks whether the callback URL passes Meta's verification. */
export function challengeCheck({ key, url, secret }: ExaminedApp): Check {
  return {
    name: 'challenge',
    app: key,
    limitMs: CHALLENGE_LIMIT_MS,
    examine: async ({ context: { ports }, signal }) => {
      const { verifyToken = '' } = (await secret().catch(() => undefined)) ?? {};
      if (verifyToken === '') return skipped('no verify token is stored', 'See the check secret.');
      const { ok: isOk, status, code = '', hint = '', ms } = await playChallenge(ports, { url, verifyToken }, signal);
      return isOk ? ok(`response in ${ms} ms`) : failed(`response ${status} ${code}`, hint);
    },
  };
}

/** Checks whether the event of a signed request arrives on the bus. */
export function endToEndCheck({ key, url, secret }: ExaminedApp): Check {
  return {
    name: 'round trip',
    app: key,
    limitMs: ROUND_TRIP_LIMIT_MS,
    examine: async ({ context, signal }) => {
      const { appSecret = '' } = (await secret().catch(() => undefined)) ?? {};
      if (appSecret === '') return skipped('no app secret is stored', 'See the check secret.');
      const onWait = (what: string): void => {
        context.output.progress(() => `end-to-end check: ${what}`);
      };
      const {
        ok: isOk,
        status,
        code = '',
        hint = '',
        ms,
      } = await playEndToEnd(context, { app: key, url, secret: appSecret, timeoutMs: ROUND_TRIP_MS, signal, onWait });
      if (isOk) return ok(`a signed request became an event on the bus after ${ms} ms`);
      return failed(
        code === 'EVENT_NOT_SEEN'
          ? `accepted, but not on the bus after ${Math.round(ms / 1000)} s`
          : `response ${status} ${code}`,
        hint,
      );
    },
  };
}
