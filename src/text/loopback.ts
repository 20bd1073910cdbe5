/** Matches loopback hosts as in `URL.hostname`: IPv6 has brackets. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Returns whether a host is this machine.
 * @param hostname - as in `URL.hostname`, without a port
 */
export function isLoopbackHost(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}

/** Returns whether requests to a URL cross no network in plain text: https, or http on this machine. */
export function isPrivateUrl({ protocol, hostname }: Pick<URL, 'protocol' | 'hostname'>): boolean {
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname));
}
