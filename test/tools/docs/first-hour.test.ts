import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const PROJECT = join(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(PROJECT, path), 'utf8');
const list = (...patterns: readonly string[]): string[] =>
  patterns.flatMap((pattern) => globSync(pattern, { cwd: PROJECT })).toSorted();

describe('the configuration is shown where it belongs: in "context" of cdk.json', () => {
  const OUTSIDE = /(?<!"context":\s*\{\s*)"metaWebhooks":/;

  it('in the cdk.json of the repository, empty and ready', () => {
    const cdk = JSON.parse(read('cdk.json')) as { readonly context: Readonly<Record<string, unknown>> };
    expect(cdk.context['metaWebhooks']).toEqual({});
    expect(cdk).not.toHaveProperty('metaWebhooks');
  });

  it('in every document and every hint', () => {
    const shown = list('README.md', 'docs/*.md', 'docs/recipes/*.md', '{cli,lib,src}/**/*.ts').filter((path) =>
      read(path).includes('"metaWebhooks":'),
    );
    expect(shown).toEqual(
      expect.arrayContaining(['docs/configuration.md', 'docs/monitoring.md', 'cli/commands/insights/export.ts']),
    );
    expect(shown.filter((path) => OUTSIDE.test(read(path)))).toEqual([]);
  });

  it.each(['{ "metaWebhooks": {} }', '{"app": "x",\n "metaWebhooks": {}}'])('a key elsewhere is found: %s', (text) => {
    expect(text).toMatch(OUTSIDE);
  });
});

describe('the README and its documents say before the first surprise', () => {
  it.each([
    { what: 'that CDK asks before it creates roles', path: 'README.md', says: '*Do you wish to deploy these changes' },
    { what: 'what to do without a terminal', path: 'README.md', says: '`--require-approval never`' },
    { what: 'that a region needs a bootstrap', path: 'README.md', says: /npx cdk bootstrap +# .*minutes/ },
    { what: 'how long a deployment takes', path: 'README.md', says: /npx cdk deploy --all +# .*minutes/ },
    { what: 'what the many outputs of the deployment are', path: 'README.md', says: '`PublishOutput…`' },
    { what: 'which Node.js is needed', path: 'README.md', says: 'You need Node.js 20 or newer:\n\n```sh\nnpm ci' },
    { what: 'which Node.js an app runs on', path: 'docs/package.md', says: 'runs on Node.js 22.18 or newer' },
    { what: 'how to deploy without an account', path: 'README.md', says: 'docs/emulator.md' },
    { what: 'how to make an app in a clone', path: 'README.md', says: '\nnpx meta-webhooks init ../my-webhooks\n' },
    { what: 'how to install a package that is not published', path: 'docs/package.md', says: 'npm install <path>/' },
    { what: 'where a test of a consumer goes', path: 'README.md', says: 'Put it directly into `test/`' },
    { what: 'where a test of a consumer goes', path: 'docs/consumers.md', says: 'put it directly into `test/`' },
    {
      what: 'that there are three ways to use it',
      path: 'README.md',
      says: /\*\*A template\.[^]*\*\*A library\.[^]*\*\*A/,
    },
    { what: 'how to take an update', path: 'README.md', says: '`git pull`, read [CHANGELOG.md](CHANGELOG.md)' },
    { what: 'how to get a URL that Meta can call', path: 'README.md', says: '`npm start -- --tunnel cloudflared`' },
    { what: 'what to do if the verification fails', path: 'README.md', says: 'set-up.md#if-verify-and-save-fails' },
    {
      what: 'that AWS credentials and a region are needed',
      path: 'README.md',
      says: '`aws sts get-caller-identity` works',
    },
    { what: 'what cdk-nag wants of a queue', path: 'docs/consumers.md', says: '`enforceSSL` and a dead-letter queue' },
    { what: 'that -c does not persist', path: 'docs/configuration.md', says: /`-c metaWebhooks=.*` applies only to/ },
  ])('$what', ({ path, says }) => {
    expect(read(path)).toMatch(says); // of a string: contains it
  });

  it('which file to install for a package that is not published: that of this version', () => {
    const { name, version } = JSON.parse(read('package.json')) as { readonly name: string; readonly version: string };
    expect(read('docs/package.md')).toContain(`<path>/${name}-${version}.tgz`);
  });

  it('npm does not warn about the Node.js of the system, because the tools run on their own', () => {
    expect(read('.npmrc')).toMatch(/^loglevel=error$/m);
  });

  it('a version to name in a bug report', () => {
    const { version } = JSON.parse(read('package.json')) as { readonly version: string };
    expect(read('CHANGELOG.md')).toContain(`\n## ${version} `);
  });
});

describe('a document refers to what its reader has', () => {
  const documents = list('docs/*.md', 'docs/recipes/*.md');

  it('a recipe starts the local run with the command, because an app of init has no script of the name start', () => {
    const recipes = list('docs/recipes/*.md');
    const starting = recipes.map((path) => [/`npm start/.test(read(path)), /`npx meta-webhooks dev`/.test(read(path))]);
    expect(starting).toEqual(recipes.map(() => [false, true]));
  });

  it('a section of the README is named with a link', () => {
    const UNLINKED = /(?<!\[)README,\s/;
    expect('twice in rare cases (README,\nLimits)').toMatch(UNLINKED);
    expect(documents.filter((path) => UNLINKED.test(read(path)))).toEqual([]);
  });
});

describe('a product that people need tonight has a recipe of one page', () => {
  it.each(['instagram-comments', 'messenger', 'whatsapp', 'lead-ads'])('%s, which the README links', (name) => {
    const path = `docs/recipes/${name}.md`;
    expect(read('README.md')).toContain(`(${path})`);
    const headings = [...read(path).matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual([
      'Before you start',
      '1. Subscribe the app',
      'If *Verify and save* fails',
      '2. Connect the account',
      '3. See a test event',
      '4. Use it',
      '5. The first real event',
      'If nothing arrives',
    ]);
  });
});
