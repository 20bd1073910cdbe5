/** What the local run takes from the environment. */
export interface Settings {
  /** 0 = a free one. */
  readonly port: number;
  /** Of the listener for tunnels; undefined: the next to {@link Settings.port}, or any free one. */
  readonly tunnelPort: number | undefined;
  readonly appSecret: string;
  readonly verifyToken: string;
  /** Whether the app secret was made up and therefore has to be shown. */
  readonly appSecretIsGenerated: boolean;
}

/** A setting that cannot be used. Its message is a sentence for the person who set it. */
export class SettingError extends Error {}

const DEFAULT_PORT = 3000;
/** A free one. */
export const ANY_PORT = 0;
export const MAX_PORT = 65_535;

/**
 * Reads PORT, TUNNEL_PORT, META_APP_SECRET and META_VERIFY_TOKEN; the last two are made up when unset.
 * @param generate - makes a random text
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
