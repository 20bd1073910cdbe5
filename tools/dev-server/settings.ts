/** What the local run takes from the environment. */
export interface Settings {
  /** 0 = a free one. */
  readonly port: number;
  readonly appSecret: string;
  readonly verifyToken: string;
  /** Whether the app secret was made up and therefore has to be shown. */
  readonly appSecretIsGenerated: boolean;
}

/** A setting that cannot be used. Its message is a sentence for the person who set it. */
export class SettingError extends Error {}

const DEFAULT_PORT = 3000;

/**
 * Reads PORT, META_APP_SECRET and META_VERIFY_TOKEN; the last two are made up when unset.
 * @param generate - makes a random text
 * @throws {@link SettingError}
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>, generate: () => string): Settings {
  const { PORT, META_APP_SECRET, META_VERIFY_TOKEN } = environment;
  const port = PORT === undefined || PORT === '' ? DEFAULT_PORT : Number(PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new SettingError(`PORT is ${JSON.stringify(PORT)}: it must be a whole number from 1 to 65535, or 0 for a free port.`);
  }
  return {
    port,
    appSecret: META_APP_SECRET || generate(),
    verifyToken: META_VERIFY_TOKEN || generate(),
    appSecretIsGenerated: !META_APP_SECRET,
  };
}
