import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { PROJECT } from './npm.ts';

const FOLDER = process.env['PACKAGE_FOLDER'];
if (FOLDER === undefined) throw new Error('Run npm run test:package, which packs what these tests need.');
const { archive } = JSON.parse(readFileSync(join(FOLDER, 'facts.json'), 'utf8')) as { readonly archive: string };
const workflow = readFileSync(join(PROJECT, '.github/workflows/release.yml'), 'utf8');
const commands = [...workflow.matchAll(/^\s+(?:- )?run: (.+)$/gm)].map(([, command]) => command!);

describe('the release', () => {
  it('starts with a tag of a version, and with nothing else', () => {
    expect(workflow).toMatch(/^on:\n {2}push:\n {4}tags: \['v\*'\]\npermissions:/m);
  });

  it('checks the tag, tests, packs, and publishes what was packed with provenance, in this order', () => {
    expect(commands).toEqual([
      'node tools/build/check-release.ts "$GITHUB_REF_NAME"',
      '.ci/run',
      'npm pack --pack-destination release',
      'npm publish release/*.tgz --provenance --access public',
    ]);
    expect(workflow).toMatch(/^ {6}id-token: write/m);
  });

  it('would publish the packed file', () => {
    const publish = commands
      .at(-1)!
      .split(' ')
      .map((word) => (word.endsWith('.tgz') ? archive : word));
    // Provenance needs the identity of the workflow.
    const args = [...publish.filter((word) => word !== '--provenance').slice(1), '--dry-run', '--json'];
    const { status, stdout, stderr } = spawnSync('npm', args, { cwd: FOLDER, encoding: 'utf8', timeout: 60_000 });
    expect([status, stderr.includes('npm error')]).toEqual([0, false]);
    expect(stdout).toContain('"meta-webhooks-aws@');
  });
});
