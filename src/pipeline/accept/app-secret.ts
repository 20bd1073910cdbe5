import { ReceiverError } from '../../errors/receiver-error.ts';

/** The members of an app's secret that may sign. Instagram Login and Threads have app secrets of their own. */
const SIGNING_MEMBERS = ['appSecret', 'instagramAppSecret', 'threadsAppSecret'] as const;
type SigningMember = (typeof SIGNING_MEMBERS)[number];

/** One version of an app's secret, as kept in Secrets Manager. Empty text means: not set. */
export type AppSecret = Readonly<Record<SigningMember | 'verifyToken', string>>;

/** Both versions of an app's secret that can matter, read together. */
export interface AppSecretVersions {
  readonly current: AppSecret;
  /** Members of the current version that are set and cannot be used; they stand in {@link current} as not set. */
  readonly malformed?: readonly (keyof AppSecret)[] | undefined;
  /** When the current version was made, epoch ms: from here the previous one's time runs out. */
  readonly currentSinceMs: number;
  /** Absent until the secret was changed for the first time. */
  readonly previous?: AppSecret | undefined;
}

/** A secret to try, and the name under which its success is counted. */
export interface SigningSecret {
  readonly name: `${'current' | 'previous'}.${SigningMember}`;
  readonly secret: string;
}

/** A secret that cannot be used: unreadable, malformed, or not yet set. Ours to fix, so Meta is asked to come again. */
export class SecretError extends ReceiverError {
  readonly status = 503;
}

/**
 * A set member. Nothing is trimmed: white space that somebody stored along makes another secret, which Meta never uses.
 */
const MEMBER = /^[\x21-\x7e]+$/;

/** One version, and those of its members that are set and cannot be used. */
export interface ReadSecret {
  readonly secret: AppSecret;
  readonly malformed: readonly (keyof AppSecret)[];
}

/**
 * Reads what can be used of one version of an app's secret: a newline behind one member must not stop the others.
 * @param json - `{"appSecret":"","verifyToken":"…","instagramAppSecret"?:"","threadsAppSecret"?:""}`
 * @throws {@link SecretError} SECRET_MALFORMED where it is no JSON object; the message never holds any of it
 */
export function readUsableMembers(json: string | undefined): ReadSecret {
  const members = parseObject(json);
  const malformed: (keyof AppSecret)[] = [];
  const text = (name: keyof AppSecret): string => {
    const value = members[name] ?? '';
    if (value === '' || (typeof value === 'string' && MEMBER.test(value))) return value;
    malformed.push(name);
    return '';
  };
  const secret = {
    appSecret: text('appSecret'),
    verifyToken: text('verifyToken'),
    instagramAppSecret: text('instagramAppSecret'),
    threadsAppSecret: text('threadsAppSecret'),
  };
  return { secret, malformed };
}

/**
 * Reads one version of an app's secret as a whole.
 * @param json - as {@link readUsableMembers}
 * @throws {@link SecretError} SECRET_MALFORMED; the message never holds any of it
 */
export function readAppSecret(json: string | undefined): AppSecret {
  const { secret, malformed } = readUsableMembers(json);
  if (malformed.length > 0) throw malformedMembers(malformed);
  return secret;
}

/** Says which members are of no use, and how they must look. */
export function malformedMembers(names: readonly (keyof AppSecret)[]): SecretError {
  return new SecretError(
    'SECRET_MALFORMED',
    `${names.join(', ')} in the app's secret cannot be used. Store it as a string of printable ASCII, ` +
      `without blanks and line ends.`,
  );
}

function parseObject(json: string | undefined): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(json ?? '');
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  } catch {
    // falls through: a parser's message quotes what it read, and this was a secret
  }
  throw new SecretError('SECRET_MALFORMED', 'the app\'s secret must be JSON: {"appSecret":"…","verifyToken":"…"}');
}

/**
 * Lists the secrets that may have signed a delivery now, newest first.
 * @param previousForMs - for how long after the current version was made the one before still counts; 0 = never
 */
export function signingSecrets(versions: AppSecretVersions, nowMs: number, previousForMs: number): SigningSecret[] {
  const { current, currentSinceMs, previous } = versions;
  const formatNumber = previous !== undefined && previousCounts(currentSinceMs, nowMs, previousForMs);
  return [...nonEmpty('current', current), ...(formatNumber ? nonEmpty('previous', previous) : [])];
}

/**
 * Says whether the version before the current one still counts. 0 is never: also by a clock that is behind the store's,
 * which would otherwise let in a leaked secret right after its change.
 * @param currentSinceMs - when the current version was made, epoch ms
 * @param previousForMs - as {@link signingSecrets}
 */
export function previousCounts(currentSinceMs: number, nowMs: number, previousForMs: number): boolean {
  return previousForMs > 0 && nowMs < currentSinceMs + previousForMs;
}

function nonEmpty(version: 'current' | 'previous', secret: AppSecret): SigningSecret[] {
  return SIGNING_MEMBERS.filter((member) => secret[member] !== '').map((member) => ({
    name: `${version}.${member}` as const,
    secret: secret[member],
  }));
}
