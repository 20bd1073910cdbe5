import { KeptSecretsError, readKeptSecrets } from '../../local/kept-secrets.ts';
import { CliError } from '../errors/cli-error.ts';

/**
 * Reads the app secret that `dev` or `npm start` generated and kept.
 * @param folder - absolute path of the folder in which it ran
 * @returns undefined if none is kept there
 * @throws {@link CliError} FILE_REFUSED
 */
export function readLocalAppSecret(folder: string): string | undefined {
  try {
    return readKeptSecrets(folder)?.appSecret;
  } catch (error) {
    if (!(error instanceof KeptSecretsError)) throw error;
    throw new CliError('FILE_REFUSED', { message: 'the app secret of the local run cannot be used', hint: error.hint });
  }
}
