import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runInProcess, toEnvironment, type CommandResult } from '../support/harness/run-receiver.ts';

// Nothing listens there: init connects to nothing.
const ENVIRONMENT = toEnvironment('http://127.0.0.1:9');
const FILES = [
  '.gitignore',
  '.npmrc',
  'README.md',
  'bin/app.ts',
  'cdk.json',
  'consumers/comments.ts',
  'jest.config.json',
  'lib/webhooks-stack.ts',
  'package.json',
  'test/comments.test.ts',
  'tsconfig.json',
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'init-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const init = async (...args: readonly string[]): Promise<CommandResult> => runInProcess(['init', ...args], ENVIRONMENT);
const filesIn = (dir: string): readonly string[] => {
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => join(parentPath, name).slice(dir.length + 1)).toSorted();
};

describe('init', () => {
  it('writes the app, lists its files, and says what to do next', async () => {
    const dir = join(folder, 'a', 'shop');
    const { code, stdout, stderr } = await init(dir);
    expect([code, stderr]).toEqual([0, '']);
    expect(filesIn(dir)).toEqual(FILES);
    for (const name of FILES) expect(stdout).toContain(`  ${name}\n`);
    expect(stdout).toMatch(
      /\nNext:\n {2}cd \S+\/a\/shop\n {2}npm pack --silent \S+\n {2}npm install \.\/meta-webhooks-aws-\d+\.\d+\.\d+\.tgz\n {2}npm test\n {2}npx meta-webhooks dev\n {2}npx cdk bootstrap\n {2}npx cdk deploy\n/,
    );
  });

  it('ends with the Node.js that the app needs, and with what stands in for an AWS account', async () => {
    const { stdout } = await init(join(folder, 'last-lines'));
    expect(stdout).toMatch(
      /\n`npm install` also installs the Node.js that the app runs on\.\n.*npm run emulator.*\n.*docs\/emulator\.md.*\n$/,
    );
  });

  it('in a clone, packs the package of this clone, for it is not published yet', async () => {
    const { stdout } = await init(join(folder, 'clone'));
    const [, root = ''] = /\n {2}npm pack --silent (\S+)\n/.exec(stdout) ?? [];
    expect(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))).toMatchObject({ name: 'meta-webhooks-aws' });
  });

  it('quotes a folder that a shell would split', async () => {
    const { stdout } = await init(join(folder, "it's here"));
    expect(stdout).toContain(String.raw`/it'\''s here'`);
  });

  it('fills an empty folder', async () => {
    const dir = join(folder, 'empty');
    mkdirSync(dir);
    const { code } = await init(dir, '--json');
    expect([code, filesIn(dir)]).toEqual([0, FILES]);
  });

  it('writes nothing into a folder that has a file, even a hidden one', async () => {
    const dir = join(folder, 'full');
    mkdirSync(dir);
    writeFileSync(join(dir, '.env'), '');
    const { code, stderr } = await init(dir);
    expect([code, filesIn(dir)]).toEqual([2, ['.env']]);
    expect(stderr).toMatch(/^error FILE_REFUSED: \S+ is not empty\nhint: Choose a folder that does not exist/);
  });

  it('writes nothing where a file has the name', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const { code, stderr } = await init(file);
    expect([code, stderr]).toEqual([2, expect.stringContaining('cannot be used (ENOTDIR)')]);
  });

  it('only lists the files with --dry-run', async () => {
    const dir = join(folder, 'dry');
    const { code, stdout } = await init(dir, '--dry-run', '--json');
    expect([code, JSON.parse(stdout)]).toEqual([0, { folder: dir, dryRun: true, files: FILES }]);
    expect(readdirSync(folder)).not.toContain('dry');
  });
});
