import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { makeInitApp } from './init-app.ts';
import { PROJECT, run } from './npm.ts';

const FOLDER = process.env['PACKAGE_FOLDER'];
if (FOLDER === undefined) throw new Error('Run npm run test:package, which installs what these tests need.');
const APP = join(FOLDER, 'made-by-init');
const INSTALL_MS = 300_000;

type Versions = Readonly<Record<string, string>>;
interface Template {
  readonly Resources: Readonly<Record<string, { readonly Properties?: { readonly EventPattern?: object } }>>;
  readonly Outputs: Readonly<Record<string, object>>;
}
const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const { archive } = readJson(join(FOLDER, 'facts.json')) as { readonly archive: string };

describe('an app that init of the installed package makes', () => {
  let written: { readonly dependencies?: Versions; readonly devDependencies?: Versions };
  beforeAll(() => {
    written = makeInitApp(APP, { archive, command: join(FOLDER, 'app/node_modules/.bin/meta-webhooks') });
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

  it('comes with its next steps: what to install, and what to do until the version is published', () => {
    const command = join(FOLDER, 'app/node_modules/.bin/meta-webhooks');
    const printed = run(FOLDER, process.execPath, command, 'init', join(FOLDER, 'next-steps'));
    expect(printed).toMatch(/\nNext:\n {2}cd \S+\n {2}npm install\n {2}npm test\n/);
    expect(printed).toMatch(
      /\(it is not published yet\), run\n`npm pack` in the clone, .*\n {2}npm install <path>\/\S+\.tgz\n$/,
    );
    expect(
      Math.max(
        ...printed
          .split('\n')
          .slice(-8)
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(80);
  });

  it('type-checks, and the types of the events cost an editor little', () => {
    const printed = run(APP, 'npm', 'run', '--silent', 'types', '--', '--extendedDiagnostics');
    expect(printed).not.toContain('error');
    // With a filter per field there were 3.7 million, and every check took nine seconds longer.
    expect(Number(/^Instantiations: +(\d+)$/m.exec(printed)?.[1])).toBeLessThan(500_000);
  });

  it('passes its own test', () => {
    const { status, stderr } = spawnSync('npm', ['test'], { cwd: APP, encoding: 'utf8', timeout: 300_000 });
    expect([status, stderr]).toEqual([0, expect.stringContaining('1 passed, 1 total')]);
  });

  it('synthesizes, with the receiver and its consumer', () => {
    run(APP, 'npm', 'run', '--silent', 'synth');
    const { Resources, Outputs } = readJson(join(APP, 'cdk.out/Webhooks.template.json')) as Template;
    const patterns = Object.values(Resources).map(({ Properties }) => Properties?.EventPattern);
    expect(patterns).toContainEqual({ source: ['meta.webhooks'], 'detail-type': ['instagram.comments'] });
    expect(Object.keys(Outputs)).toContain('ReceiverReceiver');
  });
});
