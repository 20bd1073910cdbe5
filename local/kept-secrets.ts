import { lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '../src/errors/coded-error.ts';

/** Name of the file that keeps the generated secrets of the local run. Git ignores it. */
export const SECRETS_FILE = '.meta-webhooks-local.json';

/** The secrets that the local run generated. They are never those of a Meta app. */
export interface KeptSecrets {
  readonly appSecret: string;
  readonly verifyToken: string;
}

/** The file of the secrets, or a secret of the environment, must not be used. */
export class KeptSecretsError extends CodedError<'SECRETS_EXPOSED' | 'SECRETS_INVALID'> {}

const OWNER_ONLY = 0o600;
const OTHERS = 0o077;
/** The form of the app secrets of Meta, and of the values that the local run generates. */
export const GENERATED_SECRET = /^[0-9a-f]{32}$/;

/**
 * Reads the secrets that an earlier start kept.
 * @param folder - absolute path of the folder with the file
 * @returns undefined if there is no file
 * @throws {@link KeptSecretsError} SECRETS_EXPOSED if other users can read it | SECRETS_INVALID
 */
export function readKeptSecrets(folder: string): KeptSecrets | undefined {
  const path = join(folder, SECRETS_FILE);
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  if (!stat.isFile()) throw new KeptSecretsError('SECRETS_INVALID', `Remove ${SECRETS_FILE}: it is not a file.`);
  // Windows has no such modes.
  if (process.platform !== 'win32' && (stat.mode & OTHERS) !== 0) {
    const hint = `Remove ${SECRETS_FILE}: other users can read it. The next start creates new ones.`;
    throw new KeptSecretsError('SECRETS_EXPOSED', hint);
  }
  return parse(readFileSync(path, 'utf8'));
}

/**
 * Reads the kept secrets, or generates and keeps new ones. If the folder is read-only, they are new at each start.
 * @param generate - returns 32 hexadecimal digits
 * @throws {@link KeptSecretsError}
 */
export function keepSecrets(folder: string, generate: () => string): KeptSecrets {
  const kept = readKeptSecrets(folder);
  if (kept) return kept;
  const secrets = { appSecret: generate(), verifyToken: generate() };
  try {
    writeFileSync(join(folder, SECRETS_FILE), `${JSON.stringify(secrets)}\n`, { mode: OWNER_ONLY, flag: 'wx' });
  } catch (error) {
    // Another start was faster.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return readKeptSecrets(folder) ?? secrets;
  }
  return secrets;
}

function parse(text: string): KeptSecrets {
  try {
    const { appSecret, verifyToken } = JSON.parse(text) as Partial<KeptSecrets>;
    if (GENERATED_SECRET.test(appSecret ?? '') && GENERATED_SECRET.test(verifyToken ?? ''))
      return { appSecret: String(appSecret), verifyToken: String(verifyToken) };
  } catch {
    // Not JSON.
  }
  throw new KeptSecretsError('SECRETS_INVALID', `Remove ${SECRETS_FILE}: the next start creates new ones.`);
}
