import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';

/**
 * Resolves names below `localhost` to 127.0.0.1, as RFC 6761 asks of resolvers: the C library of this machine may not.
 * A process loads this with `--import`, so that an installed command reaches the callback URLs of the emulator.
 */
const lookup = dns.lookup.bind(dns) as (name: string, ...rest: readonly unknown[]) => void;
const lookupLocalhost = (name: string, ...rest: readonly unknown[]): void => {
  lookup(name.endsWith('.localhost') ? '127.0.0.1' : name, ...rest);
};
Object.assign(dns, { lookup: lookupLocalhost });
syncBuiltinESMExports();
