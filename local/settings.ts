import { KeptSecretsError, type KeptSecrets } from './kept-secrets.ts';

/** Settings of the local run, from the environment. */
export interface Settings {
  /** Port of the main server; 0 for a free port. */
  readonly port: number;
  /** Port of the server for tunnels. If undefined: the one after {@link Settings.port}, or any free port. */
  readonly tunnelPort: number | undefined;
  readonly appSecret: string;
  readonly verifyToken: string;
  /** The app secret was generated, and is not that of a Meta app. */
  readonly appSecretIsGenerated: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A setting is invalid. It needs no stack trace. */
export class SettingError extends Error {
  /** What is wrong. */
  readonly problem: string;
  /** What to do. */
  readonly hint: string;

  constructor(problem: string, hint: string) {
    super(`${problem}. ${hint}`);
    this.problem = problem;
    this.hint = hint;
  }
}

const DEFAULT_PORT = 3000;
/** Lets the operating system choose a free port. */
export const ANY_PORT = 0;
export const MAX_PORT = 65_535;
/** What to do about a wrong port. */
export const PORT_HINT = `Use a whole number from 1 to ${MAX_PORT}, or 0 for a free port.`;

/**
 * Reads PORT, TUNNEL_PORT, META_APP_SECRET and META_VERIFY_TOKEN.
 * @param readGenerated - returns the generated secrets; called only if one of the last two is not set
 * @throws {@link SettingError} | {@link KeptSecretsError}
 */
export function readSettings(environment: Environment, readGenerated: () => KeptSecrets): Settings {
  return {
    port: readPort(environment, 'PORT') ?? DEFAULT_PORT,
    tunnelPort: readPort(environment, 'TUNNEL_PORT'),
    ...readSecrets(environment, readGenerated),
  };
}

function readSecrets(environment: Environment, readGenerated: () => KeptSecrets) {
  const appSecret = readSecret(environment, 'META_APP_SECRET');
  const verifyToken = readSecret(environment, 'META_VERIFY_TOKEN');
  const appSecretIsGenerated = appSecret === undefined;
  if (!appSecretIsGenerated && verifyToken !== undefined) return { appSecret, verifyToken, appSecretIsGenerated };
  const generated = readGenerated();
  return {
    appSecret: appSecret ?? generated.appSecret,
    verifyToken: verifyToken ?? generated.verifyToken,
    appSecretIsGenerated,
  };
}

/** Reads a secret without white space around it, as `send` does. Empty is the same as not set. */
function readSecret(environment: Environment, name: string): string | undefined {
  const given = environment[name] ?? '';
  const secret = given.trim();
  if (secret !== '' || given === '') return secret || undefined;
  throw new KeptSecretsError('SECRETS_INVALID', `Set ${name} to a value, or remove it: it has only white space.`);
}

function readPort(environment: Environment, name: string): number | undefined {
  const given = environment[name];
  if (given === undefined || given === '') return undefined;
  const port = Number(given);
  if (Number.isInteger(port) && port >= 0 && port <= MAX_PORT) return port;
  throw new SettingError(`${name} is ${JSON.stringify(given)}`, PORT_HINT);
}
