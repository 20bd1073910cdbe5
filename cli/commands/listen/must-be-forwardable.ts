import { hasCredentials } from '../../../src/text/credentials.ts';
import { isPrivateUrl } from '../../../src/text/loopback.ts';
import { CliError } from '../../errors/cli-error.ts';

/**
 * Rejects URLs that would send message content unencrypted over a network.
 * @throws {@link CliError} USAGE if the URL is neither an https URL nor one of this machine, or has a user or password
 */
export function mustBeForwardable(text: string | undefined): void {
  if (text === undefined) return;
  const url = URL.parse(text);
  if (url !== null && isPrivateUrl(url) && !hasCredentials(url)) return;
  throw new CliError('USAGE', {
    message: '--forward must be a URL of this machine or an https URL, without user and password',
    hint: 'Use https for other machines: events contain message content.',
  });
}
