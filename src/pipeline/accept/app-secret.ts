import { ReceiverError } from '../../errors/receiver-error.ts';

/** Members of an app's secret that Meta signs with. Instagram Login and Threads have their own app secrets. */
const SIGNING_MEMBERS = ['appSecret', 'instagramAppSecret', 'threadsAppSecret'] as const;
type SigningMember = (typeof SIGNING_MEMBERS)[number];

/** One version of an app's secret in Secrets Manager. An empty string means that a member is not set. */
export type AppSecret = Readonly<Record<SigningMember | 'verifyToken', string>>;

/** The current and the previous version of an app's secret, read together. */
export interface AppSecretVersions {
  readonly current: AppSecret;
  /** Members of the current version that are set but malformed. In {@link current} they are not set. */
  readonly malformed?: readonly (keyof AppSecret)[] | undefined;
  /** Creation time of the current version, in epoch ms. The grace period of the previous version starts here. */
  readonly currentSinceMs: number;
  /** Absent until the secret changes for the first time. */
  readonly previous?: AppSecret | undefined;
}

/** A secret to verify signatures with, and its name for the metric. */
export interface SigningSecret {
  readonly name: `${'current' | 'previous'}.${SigningMember}`;
  readonly secret: string;
}

/** The secret is unavailable, malformed or not set. Ingress responds 503, so that Meta retries. */
export class SecretError extends ReceiverError {
  readonly status = 503;
}

/**
 * Pattern of a member that is set. Members are not trimmed: with white space, the secret would differ from Meta's.
 */
const MEMBER = /^[\x21-\x7e]+$/;

/** One version of a secret, and its malformed members. */
export interface ReadSecret {
  readonly secret: AppSecret;
  readonly malformed: readonly (keyof AppSecret)[];
}

/**
 * Reads the valid members of one version of an app's secret. A malformed member does not affect the others.
 * @param json - `{"appSecret":"","verifyToken":"…","instagramAppSecret"?:"","threadsAppSecret"?:""}`
 * @throws {@link SecretError} SECRET_MALFORMED if it is not a JSON object; the message contains no part of it
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
 * Reads one version of an app's secret, and rejects malformed members.
 * @param json - as in {@link readUsableMembers}
 * @throws {@link SecretError} SECRET_MALFORMED; the message contains no part of it
 */
export function readAppSecret(json: string | undefined): AppSecret {
  const { secret, malformed } = readUsableMembers(json);
  if (malformed.length > 0) throw malformedMembers(malformed);
  return secret;
}

/** Creates an error that names the malformed members and says what they must look like. */
export function malformedMembers(names: readonly (keyof AppSecret)[]): SecretError {
  return new SecretError(
    'SECRET_MALFORMED',
    `The app's secret has malformed members: ${names.join(', ')}. Store each as a string of printable ASCII ` +
      `characters without spaces or line breaks.`,
  );
}

function parseObject(json: string | undefined): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(json ?? '');
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  } catch {
    // falls through: a parser's message would quote the secret
  }
  throw new SecretError('SECRET_MALFORMED', 'Store the app\'s secret as JSON: {"appSecret":"…","verifyToken":"…"}');
}

/**
 * Lists the secrets that are accepted now, newest first.
 * @param previousForMs - time after the creation of the current version in which the previous one is accepted; 0 =
 *   never
 */
export function signingSecrets(versions: AppSecretVersions, nowMs: number, previousForMs: number): SigningSecret[] {
  const { current, currentSinceMs, previous } = versions;
  const formatNumber = previous !== undefined && previousCounts(currentSinceMs, nowMs, previousForMs);
  return [...nonEmpty('current', current), ...(formatNumber ? nonEmpty('previous', previous) : [])];
}

/**
 * Returns whether the previous version is still accepted. 0 means never, even if the local clock is behind that of
 * Secrets Manager: otherwise a leaked secret would be accepted right after its rotation.
 * @param currentSinceMs - creation time of the current version, in epoch ms
 * @param previousForMs - as in {@link signingSecrets}
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
