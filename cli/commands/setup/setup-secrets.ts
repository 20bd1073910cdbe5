import { randomBytes } from 'node:crypto';
import type { AppSecretValue } from '../../aws/app-secret-store.ts';
import type { Context } from '../../context.ts';
import { readGivenSecret } from './secret-input.ts';

/** What the command line says of secrets. */
export interface SecretOptions {
  readonly secretFrom?: string;
  /** `true`: the option alone. */
  readonly instagram?: string | true;
  readonly threads?: string | true;
  readonly force?: boolean;
  readonly dryRun?: boolean;
}

/** What becomes of one member. */
export type SecretState = 'changed' | 'kept' | 'none' | 'same' | 'would be asked for';

/** What is to be stored, and how that differs from what is. */
export interface SecretChange {
  readonly value: AppSecretValue;
  readonly states: Readonly<Record<keyof AppSecretValue, SecretState>>;
  /** Whether anything differs. */
  readonly isNeeded: boolean;
}

/** As many characters as the stack's generated ones have. */
const VERIFY_TOKEN_BYTES = 20;

/**
 * Takes the secrets that are to be stored, from wherever the options say, and keeps the others.
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
  for (const asked of membersOf(options, stored)) {
    const before = stored[asked.member] ?? '';
    const given = await readOne(context, options, asked);
    if (typeof given === 'string') value[asked.member] = given;
    states[asked.member] = stateOf(before, given);
  }
  if (stored.verifyToken === '') {
    value.verifyToken = randomBytes(VERIFY_TOKEN_BYTES).toString('hex');
    states.verifyToken = 'changed';
  }
  return { value, states, isNeeded: Object.values(states).includes('changed') };
}

const LATER = Symbol('a person would be asked for it');

interface AskedMember {
  readonly member: 'appSecret' | 'instagramAppSecret' | 'threadsAppSecret';
  readonly option: string;
  readonly what: string;
  readonly from: string | undefined;
}

/** @returns undefined for what is not to change */
async function readOne(
  context: Context,
  { force = false, dryRun = false }: SecretOptions,
  { member, option, what, from }: AskedMember,
): Promise<string | typeof LATER | undefined> {
  if (from === undefined) return undefined;
  return from === 'prompt' && dryRun ? LATER : readGivenSecret(context, { member, option, what, from, force });
}

function stateOf(before: string, given: string | typeof LATER | undefined): SecretState {
  if (given === LATER) return 'would be asked for';
  if (given === undefined) return before === '' ? 'none' : 'kept';
  return given === before ? 'same' : 'changed';
}

function membersOf({ secretFrom, instagram, threads }: SecretOptions, { appSecret }: AppSecretValue) {
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
