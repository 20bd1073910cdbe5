import { createHmac } from 'node:crypto';
import { documented, Refused, refusals } from './fake-graph-api-errors.ts';
import type { Caller, FakeApp, FakeGraphState } from './fake-graph-api-state.ts';

/** Credentials of a call. */
export interface Claims {
  readonly host: 'facebook' | 'instagram';
  /** Value of the Authorization header. */
  readonly authorization: string | undefined;
  readonly proof: string | undefined;
}

/** Identifies the caller as strictly as Meta does. Throws {@link Refused}. */
export function authenticate(state: FakeGraphState, { host, authorization, proof }: Claims): Caller {
  const token = /^(?:Bearer|OAuth) (\S+)$/.exec(authorization ?? '')?.[1];
  if (token === undefined) throw new Refused(refusals.noToken());
  const caller = findCaller(state, host, token);
  checkProof(caller.app, token, proof);
  const ended = caller.token?.endedBySubcode;
  if (ended !== undefined) throw new Refused(documented.token(ended));
  return caller;
}

/** Classifies the proof of a call for the recorded calls. */
export function judgeProof(
  state: FakeGraphState,
  token: string,
  proof: string | undefined,
): 'right' | 'wrong' | 'absent' {
  if (proof === undefined) return 'absent';
  return [...state.apps.values()].some(({ secret }) => computeProof(token, secret) === proof) ? 'right' : 'wrong';
}

function findCaller(state: FakeGraphState, host: Claims['host'], token: string): Caller {
  const [appId = '', secret] = token.split('|');
  if (secret === undefined) return findPerson(state, host, token);
  const app = state.apps.get(appId);
  if (app?.secret !== secret) throw new Refused(refusals.appSecret());
  return { app };
}

/** Finds the owner of a token. A host cannot read the tokens of the other host. */
function findPerson(state: FakeGraphState, host: Claims['host'], token: string): Caller {
  const known = state.tokens.get(token);
  const app = state.apps.get(known?.appId ?? '');
  if (!known || !app) throw new Refused(refusals.unreadableToken());
  if ((known.kind === 'instagram') !== (host === 'instagram')) throw new Refused(refusals.unreadableToken());
  return { app, token: known };
}

function checkProof(app: FakeApp, token: string, proof: string | undefined): void {
  if (proof === undefined && app.requireProof) throw new Refused(refusals.proofAbsent());
  if (proof !== undefined && proof !== computeProof(token, app.secret)) throw new Refused(refusals.proofWrong());
}

function computeProof(token: string, secret: string): string {
  return createHmac('sha256', secret).update(token).digest('hex');
}
