/** As `URL.hostname` writes it: IPv6 in brackets. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Says whether a host is this machine itself.
 * @param hostname - as in `URL.hostname`, without a port
 */
export function isLoopbackHost(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}

/** Says whether what is sent to a URL crosses no network in the clear: https, or http on this machine. */
export function isPrivateUrl({ protocol, hostname }: Pick<URL, 'protocol' | 'hostname'>): boolean {
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname));
}
