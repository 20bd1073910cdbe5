import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { makeInitApp } from './init-app.ts';
import { PROJECT, run } from './npm.ts';

const FOLDER = process.env['PACKAGE_FOLDER'];
if (FOLDER === undefined) throw new Error('Run npm run test:package, which installs what these tests need.');
const APP = join(FOLDER, 'with-examples');
const INSTALL_MS = 300_000;

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const { archive } = readJson(join(FOLDER, 'facts.json')) as { readonly archive: string };
const { dependencies } = readJson(join(PROJECT, 'package.json')) as { dependencies: Readonly<Record<string, string>> };
/** What examples/README.md says to install. */
const packages = ['@aws-lambda-powertools/logger', '@aws-sdk/client-dynamodb'].map(
  (name) => `${name}@${dependencies[name]!}`,
);
const EXAMPLES = readdirSync(join(PROJECT, 'examples')).filter((name) =>
  existsSync(join(PROJECT, 'examples', name, 'stack.ts')),
);

/** Type-checks the app. @returns exit code and output */
function checkTypes(): readonly [number | null, string] {
  const { status, stdout } = spawnSync('npm', ['run', '--silent', 'types'], {
    cwd: APP,
    encoding: 'utf8',
    timeout: 300_000,
  });
  return [status, stdout];
}

describe('the examples in an app with the installed package, outside the repository', () => {
  beforeAll(() => {
    makeInitApp(APP, { archive, command: join(FOLDER, 'app/node_modules/.bin/meta-webhooks'), packages });
    cpSync(join(PROJECT, 'examples'), join(APP, 'examples'), { recursive: true });
    cpSync(join(import.meta.dirname, 'examples/examples.test.ts'), join(APP, 'test/examples.test.ts'));
    cpSync(join(PROJECT, 'local/dynalite.d.ts'), join(APP, 'test/dynalite.d.ts'));
    const file = join(APP, 'tsconfig.json');
    const { include, ...options } = readJson(file) as { readonly include: readonly string[] };
    writeFileSync(file, JSON.stringify({ ...options, include: [...include, 'examples'] }));
  }, INSTALL_MS);

  it('type-check', () => {
    expect(checkTypes()).toEqual([0, '']);
  });

  it('do not type-check with a planted import of a file of the repository', () => {
    const planted = join(APP, 'examples/planted.ts');
    writeFileSync(planted, "import '../lib/index.ts';\nexport {};\n");
    try {
      expect(checkTypes()).toEqual([expect.any(Number), expect.stringContaining('examples/planted.ts(1,8)')]);
    } finally {
      rmSync(planted);
    }
  });

  it('each process a sample event, in the test set-up of the app', () => {
    const { status, stderr } = spawnSync('npx', ['jest', 'test/examples.test.ts'], {
      cwd: APP,
      encoding: 'utf8',
      timeout: 300_000,
    });
    expect([status, stderr]).toEqual([0, expect.stringContaining('4 passed, 4 total')]);
    const tested = readFileSync(join(APP, 'test/examples.test.ts'), 'utf8');
    const withFunction = EXAMPLES.filter((name) => existsSync(join(APP, 'examples', name, 'index.ts')));
    expect(withFunction.filter((name) => !tested.includes(`examples/${name}/index.ts`))).toEqual([]);
  });

  it('synthesize, each with its resources and its bundled code', () => {
    mkdirSync(join(APP, 'examples.out'), { recursive: true });
    run(
      APP,
      'npx',
      'cdk',
      'synth',
      '--quiet',
      '--no-notices',
      '--app',
      'node examples/app.ts',
      '--output',
      'examples.out',
    );
    const templates = readdirSync(join(APP, 'examples.out')).filter((name) => name.endsWith('.template.json'));
    const texts = templates.map((name) => readFileSync(join(APP, 'examples.out', name), 'utf8'));
    const ids = texts.flatMap((text) => Object.keys((JSON.parse(text) as { Resources: object }).Resources));
    const found = ['CommentModeration', 'LeadToCrm', 'MessengerAutoReply', 'WhatsAppStatus'].map((example) =>
      ids.some((id) => id.startsWith(`${example}ConsumerFunction`)),
    );
    expect(found).toEqual([true, true, true, true]);
    expect(ids).toEqual(
      expect.arrayContaining([expect.stringMatching(/^MentionsQueue/), expect.stringMatching(/^ToAnotherAccountRule/)]),
    );
    expect(templates.toSorted()).toEqual([
      'MetaWebhooksExamples.template.json',
      'MetaWebhooksExamplesOtherAccount.template.json',
    ]);
  });
});
