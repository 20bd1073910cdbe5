/**
 * Resolves names below `localhost` to 127.0.0.1, as RFC 6761 asks of resolvers: the C library of this machine may not.
 * A process loads this with `--import`, so that an installed command reaches the callback URLs of the emulator. It is
 * JavaScript, because npx also loads it, on the Node.js of the system.
 */
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';

const lookup = dns.lookup.bind(dns);
dns.lookup = (name, ...rest) => lookup(name.endsWith('.localhost') ? '127.0.0.1' : name, ...rest);
syncBuiltinESMExports();
