/** The part of a package entry in `package-lock.json` that is checked. */
interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string | undefined;
  readonly license?: string;
  readonly link?: boolean;
  /** True if the archive of another package contains it. That archive's digest covers it. */
  readonly inBundle?: boolean;
}

/** The part of `package-lock.json` that is checked. */
export interface LockFile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

/** Path of the project itself. */
const ROOT = '';
/** Matches SHA-512. SHA-1, the oldest form of `integrity`, can be forged. */
const DIGEST = /^sha512-[A-Za-z0-9+/]{86}==$/;
/** The terms of the GPL and the AGPL would reach this project. A package that offers another license is accepted. */
const REFUSED_LICENSE = /\bA?GPL\b/i;

/**
 * Lists the problems of a lock file. Without `integrity`, npm installs any content that the registry sends, without a
 * warning.
 * @returns a line for each problem, with the path of the package; empty if there is none
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
    problem: 'has no SHA-512 integrity; npm view <package>@<version> dist.integrity prints it',
  },
  {
    isBroken: ({ resolved }) => resolved !== undefined,
    problem: 'contains its download URL; install with --omit-lockfile-registry-resolved',
  },
  {
    isBroken: ({ license = '' }) => license.split(/\sOR\s/i).every((choice) => REFUSED_LICENSE.test(choice)),
    problem: 'has the GPL or AGPL license; use another package',
  },
];

function listProblems(locked: LockedPackage): string[] {
  if (locked.version === undefined || locked.link === true) return [];
  return RULES.filter(({ isBroken }) => isBroken(locked)).map(({ problem }) => problem);
}
