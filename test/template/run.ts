/**
 * `npm run check:template`: the templates that the real CDK CLI makes, of the default configuration, with every
 * switch on and with each kind of consumer, compared with CloudFormation's schemas and documented rules by cfn-lint.
 * CDK must have nothing to warn of.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { EVERYTHING_ON } from '../lib/everything-on.ts';
import { runChild } from '../deploy/launcher/child-process.ts';
import { pythonVenv } from '../deploy/launcher/python-venv.ts';

const PROJECT = join(import.meta.dirname, '../..');
const CDK = join(PROJECT, 'node_modules/aws-cdk/bin/cdk');
const PACKAGES = { requirements: join(import.meta.dirname, 'requirements.txt'), module: 'cfnlint' };
const REGIONS = ['us-east-1', 'eu-central-1', 'ap-southeast-2'];
/** GovCloud has no API destinations, so these regions are not for the app with a URL. */
const GOV_REGIONS = ['us-gov-west-1', 'us-gov-east-1'];
/** W3005: CDK names dependencies that a reference names already. */
const IGNORED_RULES = ['W3005'];
const CONSUMERS_APP = 'node test/template/consumers-app.ts';
const SYNTHS = [
  { name: 'defaults', configuration: {}, app: undefined },
  { name: 'everything-on', configuration: EVERYTHING_ON, app: undefined },
  { name: 'consumers', configuration: {}, app: CONSUMERS_APP },
  { name: 'consumers-with-key', configuration: { encryption: 'CUSTOMER_MANAGED' }, app: CONSUMERS_APP },
];

const { signal } = new AbortController();
const folder = mkdtempSync(join(tmpdir(), 'meta-webhooks-aws-template-'));
try {
  await checkTemplates();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function checkTemplates(): Promise<void> {
  const base = {
    cwd: PROJECT,
    log: join(folder, 'log'),
    env: { ...process.env, PATH: [join(PROJECT, 'node_modules/.bin'), process.env['PATH'] ?? ''].join(delimiter) },
  };
  const python = await pythonVenv(PACKAGES, { ...base, name: 'making the Python environment' }, signal);
  for (const { name, configuration, app } of SYNTHS) {
    const out = join(folder, name);
    const synth = [
      'synth',
      '--quiet',
      '--strict',
      '--no-notices',
      '--no-lookups',
      '--output',
      out,
      '-c',
      `metaWebhooks=${JSON.stringify(configuration)}`,
      ...(app === undefined ? [] : ['--app', app]),
    ];
    await runChild([process.execPath, CDK, ...synth], { ...base, name: `cdk synth with ${name}` }, signal);
    const templates = readdirSync(out).filter((file) => file.endsWith('.template.json'));
    const lint = [
      '-c',
      'import sys; from cfnlint.runner import main; sys.exit(main())',
      '--non-zero-exit-code',
      'error',
      '--ignore-checks',
      ...IGNORED_RULES,
      '--regions',
      ...REGIONS,
      ...(app === undefined ? GOV_REGIONS : []),
      '--',
    ];
    await runChild(
      [python, ...lint, ...templates.map((file) => join(out, file))],
      { ...base, log: undefined, name: `cfn-lint on ${name}` },
      signal,
    );
    console.log(`${name}: ${templates.join(', ')}`);
  }
}
