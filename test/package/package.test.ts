import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { installedPackages, PROJECT, run } from './npm.ts';

const FOLDER = process.env['PACKAGE_FOLDER'];
if (FOLDER === undefined) throw new Error('Run npm run test:package, which installs what these tests need.');
const APP = join(FOLDER, 'app');
const FLOOR = join(FOLDER, 'floor');
const NODE_22 = join(FOLDER, 'node22/node_modules/node/bin/node');
const NODE_24 = process.execPath;
const ENTRIES = ['', '/events', '/consumer', '/graph', '/testing'];

interface Manifest {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}
const readJson = (...path: readonly string[]): unknown => JSON.parse(readFileSync(join(...path), 'utf8'));
const { archive, before } = readJson(FOLDER, 'facts.json') as { archive: string; before: readonly string[] };
const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(folder, name)).isFile());
const INSTALLED = join(APP, 'node_modules/meta-webhooks-aws');

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(2)} MB`;

/** Runs a CommonJS script in a folder and parses what it prints. */
function evaluate(node: string, folder: string, script: string): unknown {
  return JSON.parse(run(folder, node, '-e', script));
}

describe('the archive', () => {
  const files = run(PROJECT, 'tar', '-tzf', archive).trim().split('\n');

  it('has at most 1.5 MB', () => {
    expect(statSync(archive).size).toBeLessThan(1_500_000);
  });

  it('has what the build wrote and nothing else', () => {
    const kinds = new Set(files.map((name) => name.split('/')[1]));
    const documents = ['LICENSE', 'README.md'];
    expect([...kinds].toSorted()).toEqual([...documents, 'assets', 'dist', 'package.json', 'templates']);
    const sources = files.filter((name) => /(?<!\.d)\.ts$|\.tgz$/.test(name));
    expect(sources.filter((name) => !name.startsWith('package/templates/'))).toEqual([]);
  });

  it('names no folder of the machine that built it', () => {
    const naming = filesBelow(INSTALLED).filter((name) =>
      readFileSync(join(INSTALLED, name), 'utf8').includes(PROJECT),
    );
    expect(naming).toEqual([]);
  });

  it('has each file that another one of the command loads or starts, and loads no bundler', () => {
    const folder = join(INSTALLED, 'dist/esm');
    // Long lines are broken, also inside of a string.
    const read = (name: string): string => readFileSync(join(folder, name), 'utf8').replaceAll('\\\n', '');
    const texts = filesBelow(folder).map((name) => [join(folder, name), read(name)] as const);
    const named = texts.flatMap(([file, text]) =>
      [...text.matchAll(/["'`](\.{1,2}\/[\w./-]+\.mjs)["'`]/g)].map(([, path]) => join(file, '..', path!)),
    );
    expect(named.filter((path) => !existsSync(path))).toEqual([]);
    expect(named).toEqual(
      expect.arrayContaining(['split-child.mjs', 'consumer-worker.mjs'].map((name) => join(folder, 'chunks', name))),
    );
    expect(texts.filter(([, text]) => /(from|import\(|require\()\s*["']esbuild["']/.test(text))).toEqual([]);
  });

  it('has types that need only what an app with the package has', () => {
    const types = join(INSTALLED, 'dist');
    const texts = filesBelow(types)
      .filter((name) => /\.d\.m?ts$/.test(name))
      .map((name) => readFileSync(join(types, name), 'utf8'));
    const names = texts.flatMap((text) =>
      [...text.matchAll(/(?:from |import\()['"]([^.'"][^'"]*)/g)].map(([, name]) => name!),
    );
    const packages = new Set(names.map((name) => name.split('/')[0]));
    expect([...packages].toSorted()).toEqual(['@aws-sdk', 'aws-cdk-lib', 'aws-lambda', 'constructs']);
  });
});

describe('installing it into an app that has aws-cdk-lib', () => {
  const added = installedPackages(APP).filter((name) => !before.includes(name));

  it('adds at most 70 packages and 40 MB', () => {
    const sizes = added.flatMap((name) =>
      filesBelow(join(APP, name)).map((file) => statSync(join(APP, name, file)).size),
    );
    const bytes = sizes.reduce((total, size) => total + size, 0);
    process.stdout.write(
      `measured: archive ${megabytes(statSync(archive).size)}, ${added.length} packages added, ${megabytes(bytes)}\n`,
    );
    expect(added).toContain('node_modules/meta-webhooks-aws');
    expect(added.length).toBeLessThanOrEqual(70);
    expect(bytes).toBeLessThan(40_000_000);
  });

  it('runs no script', () => {
    const scripts = added.map((name) => Object.keys((readJson(APP, name, 'package.json') as Manifest).scripts ?? {}));
    expect(scripts.flat().filter((name) => /^(pre|post)?install$|^prepare$/.test(name))).toEqual([]);
  });

  it("is tested in the template of the pinned CDK, with the versions of its own ranges' majors", () => {
    const template = readJson(APP, 'template.json') as Manifest;
    const tested = readJson(APP, 'package.json') as Manifest;
    const majors = ({ dependencies, devDependencies }: Manifest): Readonly<Record<string, string | undefined>> =>
      Object.fromEntries(
        Object.entries({ ...dependencies, ...devDependencies })
          .filter(([name]) => name !== 'meta-webhooks-aws')
          .map(([name, range]) => [name, /\d+/.exec(range)?.[0]]),
      );
    expect(majors(tested)).toEqual(majors(template));
  });
});

describe.each([
  { version: 22, node: NODE_22 },
  { version: 24, node: NODE_24 },
])('Node.js $version', ({ version, node }) => {
  it('is the one that is tested', () => {
    expect(run(APP, node, '--version')).toMatch(new RegExp(`^v${version}\\.`));
  });

  it.each(ENTRIES)("gives the same objects to require and import of 'meta-webhooks-aws%s'", (path) => {
    const script = `(async () => {
      const [required, imported] = [require('meta-webhooks-aws${path}'), await import('meta-webhooks-aws${path}')];
      const names = Object.keys(required);
      console.log(JSON.stringify({
        count: names.length,
        others: names.filter((name) => required[name] !== imported[name]),
        missing: Object.keys(imported).filter((name) => !(name in required)),
      }));
    })()`;
    const { count, ...differences } = evaluate(node, APP, script) as { count: number };
    expect(count).toBeGreaterThan(0);
    expect(differences).toEqual({ others: [], missing: [] });
  });

  it('has one class of an error for entries that share it', () => {
    const script = `(async () => {
      const { graphFromSecret } = await import('meta-webhooks-aws/consumer');
      const { GraphError } = require('meta-webhooks-aws/graph');
      const secretsManager = { send: async () => ({ SecretString: '{"accessToken":"synthetic"}' }) };
      const client = await graphFromSecret('name', {}, { secretsManager })();
      const error = await client.send({ path: ['not an id'] }).catch((thrown) => thrown);
      console.log(JSON.stringify([error.code, error instanceof GraphError]));
    })()`;
    expect(evaluate(node, APP, script)).toEqual(['REQUEST_MALFORMED', true]);
  });

  it('makes a sample event', () => {
    const script = `const { sampleEvent } = require('meta-webhooks-aws/testing');
      console.log(JSON.stringify(sampleEvent('page.leadgen', { value: { leadgen_id: '7' } })))`;
    expect(evaluate(node, APP, script)).toMatchObject({
      'detail-type': 'page.leadgen',
      detail: { value: { leadgen_id: '7' } },
    });
  });

  it('runs the command', () => {
    const command = join(APP, 'node_modules/.bin/meta-webhooks');
    expect(run(APP, node, command, '--help')).toContain('Usage:');
  });

  it('explains an error of the network', () => {
    const command = join(APP, 'node_modules/.bin/meta-webhooks');
    // Nothing listens on port 1: https://www.iana.org/assignments/service-names-port-numbers (tcpmux)
    const args = ['send', 'page.leadgen', '--url', 'http://127.0.0.1:1/webhooks/meta', '--secret-from', 'env:SECRET'];
    const env = { ...process.env, SECRET: 'synthetic' };
    const { status, stderr } = spawnSync(node, [command, ...args], {
      cwd: APP,
      encoding: 'utf8',
      timeout: 300_000,
      env,
    });
    expect([status, stderr]).toEqual([1, expect.stringContaining('error UNREACHABLE_URL')]);
  });
});

it('the command says in one sentence that Node.js 20 is too old', () => {
  const old = join(FOLDER, 'as-20.cjs');
  writeFileSync(old, "Object.defineProperty(process, 'version', { value: 'v20.20.2' });\n");
  const command = join(APP, 'node_modules/.bin/meta-webhooks');
  const { status, stderr } = spawnSync(NODE_24, ['-r', old, command, '--help'], {
    cwd: APP,
    encoding: 'utf8',
    timeout: 300_000,
  });
  expect([status, stderr]).toEqual([
    1,
    expect.stringMatching(/^meta-webhooks needs Node\.js 22\.18 or newer; this is 20\.20\.2\. .*\n$/),
  ]);
});

describe('in the template of CDK, which is CommonJS', () => {
  it('the types check, and a planted fault is found', () => {
    run(APP, 'npx', 'tsc');
    const fault = join(APP, 'lib/fault.ts');
    writeFileSync(
      fault,
      "import { MetaWebhooks } from 'meta-webhooks-aws';\nexport const fault: string = MetaWebhooks;\n",
    );
    const { status, stdout } = spawnSync('npx', ['tsc'], { cwd: APP, encoding: 'utf8', timeout: 300_000 });
    rmSync(fault);
    expect([status, stdout]).toEqual([expect.any(Number), expect.stringContaining('lib/fault.ts')]);
  });

  it("a consumer is tested in the template's own Jest", () => {
    const { status, stderr } = spawnSync('npx', ['jest'], { cwd: APP, encoding: 'utf8', timeout: 300_000 });
    expect([status, stderr]).toEqual([0, expect.stringContaining('4 passed')]);
  });

  it('an app with two receivers in one stack and a consumer in another synthesizes with no context flags', () => {
    const cdk = join(APP, 'node_modules/aws-cdk/bin/cdk');
    run(APP, NODE_24, cdk, 'synth', '--quiet', '--no-notices', '--output', 'cdk.out');
    const stacks = readdirSync(join(APP, 'cdk.out')).filter((name) => name.endsWith('.template.json'));
    expect(stacks.toSorted()).toEqual(['Consumer.template.json', 'Receivers.template.json']);
  });
});

describe('with only the oldest peers', () => {
  it('neither esbuild nor TypeScript is there', () => {
    expect(['esbuild', 'typescript'].filter((name) => existsSync(join(FLOOR, 'node_modules', name)))).toEqual([]);
  });

  it('a receiver synthesizes, with the code of the package', () => {
    cpSync(join(import.meta.dirname, 'floor/synth.cjs'), join(FLOOR, 'synth.cjs'));
    expect(JSON.parse(run(FLOOR, NODE_24, 'synth.cjs'))).toEqual({ loaded: [] });
    const assets = readdirSync(join(FLOOR, 'cdk.out')).filter((name) => /^asset\.[0-9a-f]+$/.test(name));
    const deployed = assets.map((name) => readFileSync(join(FLOOR, 'cdk.out', name, 'index.mjs'), 'utf8'));
    const packed = ['ingress', 'story-insights', 'worker'].map((name) =>
      readFileSync(join(FLOOR, 'node_modules/meta-webhooks-aws/assets', name, 'index.mjs'), 'utf8'),
    );
    expect(deployed.toSorted()).toEqual(packed.toSorted());
  });

  it('a consumer stops the synthesis with the command that installs esbuild', () => {
    cpSync(join(import.meta.dirname, 'floor/consumer.cjs'), join(FLOOR, 'consumer.cjs'));
    const { status, stderr } = spawnSync(NODE_24, ['consumer.cjs'], { cwd: FLOOR, encoding: 'utf8', timeout: 300_000 });
    expect([status, stderr]).toEqual([1, expect.stringContaining('MISSING_ESBUILD')]);
    expect(stderr).toContain('npm install --save-dev esbuild');
    // Node.js prints the line of the package that threw.
    expect(Math.max(...stderr.split('\n').map((line) => line.length))).toBeLessThan(1_000);
  });

  it('the types check', () => {
    cpSync(join(import.meta.dirname, 'floor/types.ts'), join(FLOOR, 'types.ts'));
    const tsc = join(PROJECT, 'node_modules/typescript/bin/tsc');
    const options = [
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--module',
      'nodenext',
      '--target',
      'es2022',
      '--typeRoots',
      'node_modules/@types',
    ];
    expect(run(FLOOR, NODE_24, tsc, ...options, 'types.ts')).toBe('');
  });
});
