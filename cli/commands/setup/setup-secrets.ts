import { randomBytes } from 'node:crypto';
import type { AppSecretValue } from '../../aws/app-secret-store.ts';
import type { Context } from '../../context.ts';
import { readGivenSecret } from './secret-input.ts';

/** Options of the command line for secrets. */
export interface SecretOptions {
  readonly secretFrom: string | undefined;
  /** `true` for the option without a value. */
  readonly instagram: string | true | undefined;
  readonly threads: string | true | undefined;
  readonly force: boolean | undefined;
  readonly dryRun: boolean | undefined;
}

/** The result for one member of the secret. */
export type SecretState = 'changed' | 'kept' | 'none' | 'same' | 'would be asked for';

/** The value to store, and how it differs from the stored one. */
export interface SecretChange {
  readonly value: AppSecretValue;
  readonly states: Readonly<Record<keyof AppSecretValue, SecretState>>;
  /** Whether anything differs. */
  readonly isNeeded: boolean;
}

/** Makes as many characters as in tokens that the stack generates. */
const VERIFY_TOKEN_BYTES = 20;

/**
 * Reads the secrets that the options name, and keeps the others.
 * @throws {@link CliError} SECRET_FORM | NO_TERMINAL | USAGE | SECRET_UNREADABLE
 */
export async function collectSecrets(
  context: Context,
  options: SecretOptions,
  stored: AppSecretValue,
): Promise<SecretChange> {
  const value: { -readonly [Member in keyof AppSecretValue]: AppSecretValue[Member] } = { ...stored };
  const states: Record<keyof AppSecretValue, SecretState> = {
    appSecret: 'kept',
    verifyToken: 'kept',
    instagramAppSecret: 'none',
    threadsAppSecret: 'none',
  };
  for (const asked of readMembers(options, stored)) {
    const before = stored[asked.member] ?? '';
    const given = await readOne(context, options, asked);
    if (typeof given === 'string') value[asked.member] = given;
    states[asked.member] = getState(before, given);
  }
  if (stored.verifyToken === '') {
    value.verifyToken = randomBytes(VERIFY_TOKEN_BYTES).toString('hex');
    states.verifyToken = 'changed';
  }
  return { value, states, isNeeded: Object.values(states).includes('changed') };
}

const LATER = Symbol('would be prompted for');

interface AskedMember {
  readonly member: 'appSecret' | 'instagramAppSecret' | 'threadsAppSecret';
  readonly option: string;
  readonly what: string;
  readonly from: string | undefined;
}

/** Reads a member. @returns undefined if it does not change */
async function readOne(
  context: Context,
  { force = false, dryRun = false }: SecretOptions,
  { member, option, what, from }: AskedMember,
): Promise<string | typeof LATER | undefined> {
  if (from === undefined) return undefined;
  return from === 'prompt' && dryRun ? LATER : readGivenSecret(context, { member, option, what, from, force });
}

function getState(before: string, given: string | typeof LATER | undefined): SecretState {
  if (given === LATER) return 'would be asked for';
  if (given === undefined) return before === '' ? 'none' : 'kept';
  return given === before ? 'same' : 'changed';
}

function readMembers({ secretFrom, instagram, threads }: SecretOptions, { appSecret }: AppSecretValue) {
  return [
    {
      member: 'appSecret',
      what: 'app secret',
      option: '--secret-from',
      from: secretFrom ?? (appSecret === '' ? 'prompt' : undefined),
    },
    {
      member: 'instagramAppSecret',
      what: 'Instagram app secret',
      option: '--instagram',
      from: instagram === true ? 'prompt' : instagram,
    },
    {
      member: 'threadsAppSecret',
      what: 'Threads app secret',
      option: '--threads',
      from: threads === true ? 'prompt' : threads,
    },
  ] as const;
}
