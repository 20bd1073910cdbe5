import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A socket that waits for connections. */
export interface ListeningSocket {
  readonly address: string;
  readonly port: number;
}

const LISTENING = '0A';
/** Matches 127.0.0.0/8, ::1 and ::ffff:127.0.0.0/104 in the format of {@link listeningSockets}. */
const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;

/** Returns whether only this machine can reach an address. */
export function isLoopback({ address }: ListeningSocket): boolean {
  return LOOPBACK.test(address);
}

/**
 * Lists the TCP sockets on which this process listens. On Linux they come from the kernel, on other systems from libuv,
 * which knows every socket that Node opened.
 */
export function ownListeningSockets(): ListeningSocket[] {
  return process.platform === 'linux' ? listeningSockets([process.pid]) : socketsOfReport(reportNow());
}

/** Lists the sockets of other processes. Linux only: use {@link reportNow} on other systems. */
export function listeningSockets(pids: readonly number[]): ListeningSocket[] {
  // The kernel takes milliseconds for the tables of TCP, and next to nothing for that of the sockets between processes.
  const inodes = new Set(pids.flatMap(socketInodes)).difference(unixInodes());
  if (inodes.size === 0) return [];
  return ['tcp', 'tcp6']
    .flatMap((table) => parseSocketTable(readFileSync(`/proc/net/${table}`, 'utf8')))
    .filter(({ inode }) => inodes.has(inode));
}

/** Lists a process and all its descendants. Linux only. */
export function processTree(pid: number): number[] {
  const parents = readdirSync('/proc').flatMap((name) =>
    /^\d+$/.test(name) ? [{ pid: Number(name), parent: findParent(name) }] : [],
  );
  const tree = [pid];
  for (const one of tree) tree.push(...parents.filter(({ parent }) => parent === one).map((child) => child.pid));
  return tree;
}

/**
 * Reads a table of `/proc/net`. Addresses are hexadecimal words of 32 bits in the byte order of the machine.
 * @see https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html
 */
export function parseSocketTable(table: string): (ListeningSocket & { readonly inode: string })[] {
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state]) => state === LISTENING)
    .map(([, local = '', , , , , , , , inode = '']) => {
      const [address = '', port = ''] = local.split(':');
      return { address: readAddress(address), port: Number.parseInt(port, 16), inode };
    });
}

/** Reads the sockets from Node's diagnostic report. */
export function socketsOfReport({ libuv }: { readonly libuv: readonly UvHandle[] }): ListeningSocket[] {
  return libuv.flatMap(({ type, localEndpoint, remoteEndpoint }) =>
    type === 'tcp' && localEndpoint && !remoteEndpoint
      ? [{ address: localEndpoint.ip4 ?? localEndpoint.ip6 ?? localEndpoint.host ?? '', port: localEndpoint.port }]
      : [],
  );
}

interface UvHandle {
  readonly type: string;
  readonly localEndpoint?: {
    readonly host?: string;
    readonly ip4?: string;
    readonly ip6?: string;
    readonly port: number;
  } | null;
  readonly remoteEndpoint?: object | null;
}

/** Returns libuv's report about this process. */
export function reportNow(): { readonly libuv: readonly UvHandle[] } {
  // Without this option, the report resolves names through DNS. @types/node does not have it yet.
  Object.assign(process.report, { excludeNetwork: true });
  return process.report.getReport() as { readonly libuv: readonly UvHandle[] };
}

function readAddress(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => [...Buffer.from(word, 'hex').reverse()]);
  if (bytes.length === 4) return bytes.join('.');
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  if (isMapped) return `::ffff:${bytes.slice(12).join('.')}`;
  const groups = Array.from({ length: 8 }, (_, n) =>
    (((bytes[2 * n] ?? 0) << 8) | (bytes[2 * n + 1] ?? 0)).toString(16),
  );
  return groups
    .join(':')
    .replace(/^(?:0:){7}1$/, '::1')
    .replace(/^(?:0:){7}0$/, '::');
}

/** Lists the inodes of all sockets that are files or pairs, such as those between Jest and its workers. */
function unixInodes(): Set<string> {
  const [, ...lines] = readFileSync('/proc/net/unix', 'utf8').split('\n');
  return new Set(lines.map((line) => line.split(/\s+/)[6] ?? ''));
}

/** Lists the socket inodes of a process. A process that has just ended has none. */
function socketInodes(pid: number): string[] {
  return tryTo(() => readdirSync(`/proc/${pid}/fd`), []).flatMap((fd) => {
    const [, inode] = /^socket:\[(\d+)\]$/.exec(tryTo(() => readlinkSync(`/proc/${pid}/fd/${fd}`), '')) ?? [];
    return inode === undefined ? [] : [inode];
  });
}

/**
 * Reads the parent's id from the fourth field. The second field is the name in parentheses, which may contain any text.
 */
function findParent(pid: string): number {
  const stat = tryTo(() => readFileSync(`/proc/${pid}/stat`, 'utf8'), '');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

function tryTo<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
