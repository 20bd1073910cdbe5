import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { makeInitApp } from './init-app.ts';
import { PROJECT, run } from './npm.ts';

const FOLDER = process.env['PACKAGE_FOLDER'];
if (FOLDER === undefined) throw new Error('Run npm run test:package, which installs what these tests need.');
const APP = join(FOLDER, 'made-by-init');
const INSTALL_MS = 300_000;

type Versions = Readonly<Record<string, string>>;
const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const { archive } = readJson(join(FOLDER, 'facts.json')) as { readonly archive: string };

describe('an app that init of the installed package makes', () => {
  let written: { readonly dependencies?: Versions; readonly devDependencies?: Versions };
  beforeAll(() => {
    written = makeInitApp(APP, { archive, installedIn: join(FOLDER, 'app') });
  }, INSTALL_MS);

  it("names this package's version and the pinned CDK's", () => {
    const own = readJson(join(PROJECT, 'package.json')) as { version: string; devDependencies: Versions };
    expect(written.dependencies).toEqual({
      'aws-cdk-lib': own.devDependencies['aws-cdk-lib'],
      constructs: own.devDependencies['constructs'],
      'meta-webhooks-aws': own.version,
    });
    expect(written.devDependencies).toMatchObject({ 'aws-cdk': own.devDependencies['aws-cdk'] });
  });

  it('type-checks', () => {
    expect(run(APP, 'npm', 'run', '--silent', 'types')).toBe('');
  });

  it('passes its own test', () => {
    const { status, stderr } = spawnSync('npm', ['test'], { cwd: APP, encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, expect.stringContaining('1 passed, 1 total')]);
  });

  it('synthesizes, with the receiver and its consumer', () => {
    run(APP, 'npm', 'run', '--silent', 'synth');
    const template = readdirSync(join(APP, 'cdk.out')).find((name) => name.endsWith('.template.json'));
    expect(template).toBe('Webhooks.template.json');
    const text = readFileSync(join(APP, 'cdk.out', template!), 'utf8');
    expect(text).toContain('"detail-type":["instagram.comments"]');
    expect(text).toContain('ReceiverReceiver');
  });
});
