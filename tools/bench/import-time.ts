import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';
import { inTurn, report } from './measure.ts';

const INGRESS = join(import.meta.dirname, '../../assets/ingress/index.mjs');
const ROUNDS = 41;

/** Source of the comparison: the same two clients in one minified file, as many functions are deployed. */
const WHOLE = `
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
const secrets = new SecretsManagerClient({});
const sqs = new SQSClient({});
export const handler = async (event) => {
  await secrets.send(new GetSecretValueCommand({ SecretId: event.id }));
  await sqs.send(new SendMessageCommand({ QueueUrl: event.url, MessageBody: event.body }));
};`;

const ENVIRONMENT = {
  MUTUAL_TLS_APPS: '[]',
  // Nothing to warm up: this measures the import alone.
  APP_SECRET_ARNS: '{}',
  QUEUE_URL: 'http://127.0.0.1:1/queue',
  METRICS_NAMESPACE: 'bench',
  BUCKET_NAME: 'bucket',
  PREVIOUS_SECRET_SECONDS: '0',
  AWS_REGION: 'us-east-1',
};

/** Returns the time that a new process needs to import a bundle, in ms. */
function importTime(file: string): number {
  const code =
    `const t = performance.now(); await import(${JSON.stringify(pathToFileURL(file).href)}); ` +
    `console.log(performance.now() - t)`;
  return Number(
    execFileSync(process.execPath, ['--input-type=module', '-e', code], { env: { ...process.env, ...ENVIRONMENT } }),
  );
}

function kept(times: number[], time: number): number {
  times.push(time);
  return time;
}

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
try {
  const whole = join(folder, 'index.mjs');
  buildSync({
    stdin: { contents: WHOLE, resolveDir: import.meta.dirname },
    outfile: whole,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    minify: true,
    mainFields: ['module', 'main'],
    banner: {
      js:
        "import { createRequire as __createRequire } from 'node:module';const " +
        'require=__createRequire(import.meta.url);',
    },
  });
  const times: Record<'ours' | 'theirs', number[]> = { ours: [], theirs: [] };
  await inTurn(
    ROUNDS,
    () => kept(times.ours, importTime(INGRESS)),
    () => kept(times.theirs, importTime(whole)),
  );
  // Use the fastest run of each. Longer runs include other work of the machine, which differs between the two.
  const [ours, theirs] = [Math.min(...times.ours), Math.min(...times.theirs)];
  report(
    `import of ingress (${ours.toFixed(0)} ms) to that of its clients in one file (${theirs.toFixed(0)} ms)`,
    ours / theirs,
    0.7,
  );
} finally {
  rmSync(folder, { recursive: true });
}
