import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { lockFileProblems, type LockFile } from '../../../tools/lock-file/lock-file-problems.ts';

/** The digest of nothing, from FIPS 180-4's examples. */
const integrity = 'sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==';
const real = JSON.parse(readFileSync(new URL('../../../package-lock.json', import.meta.url), 'utf8')) as LockFile;

it.each([
  {
    rule: 'takes a package with a digest',
    locked: { version: '1.0.0', integrity, license: 'MIT' },
    problem: undefined,
  },
  {
    rule: 'refuses a package without one',
    locked: { version: '1.0.0', license: 'MIT' },
    problem: /has no SHA-512 integrity/,
  },
  { rule: 'refuses an empty one', locked: { version: '1.0.0', integrity: '' }, problem: /has no SHA-512 integrity/ },
  {
    rule: 'refuses SHA-1',
    locked: { version: '1.0.0', integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' },
    problem: /has no SHA-512 integrity/,
  },
  {
    rule: 'takes a package that came inside another',
    locked: { version: '1.0.0', inBundle: true },
    problem: undefined,
  },
  { rule: 'takes a link to a folder', locked: { version: '1.0.0', link: true }, problem: undefined },
  {
    rule: 'refuses the host of a registry',
    locked: { version: '1.0.0', integrity, resolved: 'https://registry.example/a.tgz' },
    problem: /download URL/,
  },
  {
    rule: 'refuses the AGPL',
    locked: { version: '1.0.0', integrity, license: 'AGPL-3.0-only' },
    problem: /AGPL license/,
  },
  { rule: 'refuses the GPL', locked: { version: '1.0.0', integrity, license: 'GPL-2.0-only' }, problem: /the GPL/ },
  {
    rule: 'refuses the GPL beside another license',
    locked: { version: '1.0.0', integrity, license: 'MIT AND GPL-3.0-or-later' },
    problem: /the GPL/,
  },
  {
    rule: 'takes a choice of the GPL or another license',
    locked: { version: '1.0.0', integrity, license: '(MIT OR GPL-3.0-or-later)' },
    problem: undefined,
  },
  {
    rule: 'takes the LGPL',
    locked: { version: '1.0.0', integrity, license: 'LGPL-3.0-only' },
    problem: undefined,
  },
])('$rule', ({ locked, problem }) => {
  const problems = lockFileProblems({ packages: { '': { version: '0.1.0' }, 'node_modules/a': locked } });
  expect(problems).toEqual(problem === undefined ? [] : [expect.stringMatching(problem)]);
});

it("finds nothing in this project's lock file", () => {
  expect(lockFileProblems(real)).toEqual([]);
});

it('finds a package of it that comes under the AGPL', () => {
  const [place, locked] = Object.entries(real.packages).find(([, { integrity: digest }]) => digest !== undefined)!;
  const packages = { ...real.packages, [place]: { ...locked, license: 'AGPL-3.0-or-later' } };
  expect(lockFileProblems({ packages })).toEqual([`${place}: has the GPL or AGPL license; use another package`]);
});

it('finds each package of it that loses its digest', () => {
  const places = Object.entries(real.packages).filter(([, locked]) => locked.integrity !== undefined);
  expect(places.length).toBeGreaterThan(900);
  for (const [place, locked] of places) {
    expect(lockFileProblems({ packages: { [place]: { ...locked, integrity: undefined } } })).toHaveLength(1);
  }
});
