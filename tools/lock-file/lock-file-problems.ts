/** An entry of `package-lock.json`, as far as it is checked. */
interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string | undefined;
  readonly license?: string;
  readonly link?: boolean;
  /** It came inside another package's archive, whose digest covers it. */
  readonly inBundle?: boolean;
}

/** The part of `package-lock.json` that is checked. */
export interface LockFile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

/** Where the project itself stands. */
const ROOT = '';
/** SHA-1, the oldest form of `integrity`, can be forged. */
const DIGEST = /^sha512-[A-Za-z0-9+/]{86}==$/;
/** Its terms reach whoever offers a program over a network. */
const REFUSED_LICENSE = /\bAGPL\b/i;

/**
 * Says what is wrong with a lock file. npm installs a package without `integrity` whatever the registry sends, and does
 * not say so.
 * @returns a line for each problem, with the package's place; none when all is well
 * @see https://github.com/npm/cli/issues/4460
 */
export function lockFileProblems({ packages }: LockFile): string[] {
  const installed = Object.entries(packages).filter(([place]) => place !== ROOT);
  return installed.flatMap(([place, locked]) => listProblems(locked).map((problem) => `${place}: ${problem}`));
}

interface Rule {
  readonly isBroken: (locked: LockedPackage) => boolean;
  readonly problem: string;
}

const RULES: readonly Rule[] = [
  {
    isBroken: ({ inBundle, integrity = '' }) => inBundle !== true && !DIGEST.test(integrity),
    problem: 'has no integrity of SHA-512; npm view <package>@<version> dist.integrity gives it',
  },
  {
    isBroken: ({ resolved }) => resolved !== undefined,
    problem: 'names where it was downloaded from; install with --omit-lockfile-registry-resolved',
  },
  { isBroken: ({ license = '' }) => REFUSED_LICENSE.test(license), problem: 'is under the AGPL; take another package' },
];

function listProblems(locked: LockedPackage): string[] {
  if (locked.version === undefined || locked.link === true) return [];
  return RULES.filter(({ isBroken }) => isBroken(locked)).map(({ problem }) => problem);
}
