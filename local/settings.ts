/** Settings of the local run, from the environment. */
export interface Settings {
  /** Port of the main server; 0 for a free port. */
  readonly port: number;
  /** Port of the server for tunnels. If undefined: the one after {@link Settings.port}, or any free port. */
  readonly tunnelPort: number | undefined;
  readonly appSecret: string;
  readonly verifyToken: string;
  /** The app secret was generated and must be printed. */
  readonly appSecretIsGenerated: boolean;
}

/** A setting is invalid. The message is complete and needs no stack trace. */
export class SettingError extends Error {}

const DEFAULT_PORT = 3000;
/** Lets the operating system choose a free port. */
export const ANY_PORT = 0;
export const MAX_PORT = 65_535;

/**
 * Reads PORT, TUNNEL_PORT, META_APP_SECRET and META_VERIFY_TOKEN. The last two are generated if they are not set.
 * @param generate - returns a random string
 * @throws {@link SettingError}
 */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>>,
  generate: () => string,
): Settings {
  const { META_APP_SECRET, META_VERIFY_TOKEN } = environment;
  return {
    port: readPort(environment, 'PORT') ?? DEFAULT_PORT,
    tunnelPort: readPort(environment, 'TUNNEL_PORT'),
    appSecret: META_APP_SECRET || generate(),
    verifyToken: META_VERIFY_TOKEN || generate(),
    appSecretIsGenerated: !META_APP_SECRET,
  };
}

function readPort(environment: Readonly<Record<string, string | undefined>>, name: string): number | undefined {
  const given = environment[name];
  if (given === undefined || given === '') return undefined;
  const port = Number(given);
  if (Number.isInteger(port) && port >= 0 && port <= MAX_PORT) return port;
  throw new SettingError(
    `${name} is ${JSON.stringify(given)}: it must be a whole number from 1 to ${MAX_PORT}, or 0 for a free port.`,
  );
}
