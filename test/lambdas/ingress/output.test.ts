import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { post } from '../../support/builders/gateway-event.ts';

const INDEX = join(import.meta.dirname, '../../../lambdas/ingress/index.ts');
const ENVIRONMENT = {
  APP_SECRET_ARNS: '{"meta":"arn"}',
  QUEUE_URL: 'http://127.0.0.1:1/queue',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:1', // nothing listens there
  AWS_ACCESS_KEY_ID: 'synthetic',
  AWS_SECRET_ACCESS_KEY: 'synthetic',
  BUCKET_NAME: 'bucket-synthetic',
  MUTUAL_TLS_APPS: '[]',
  PREVIOUS_SECRET_SECONDS: '0',
  AWS_REGION: 'eu-central-1',
  METRICS_NAMESPACE: 'MetaWebhooks',
};

it(
  'the process writes one line a request, log and metrics at once, and not through a console that wraps it ' +
    "as Lambda's JSON log format does: none about what its start could not reach",
  () => {
    const event = JSON.stringify(post({ body: '{}', timeEpoch: Date.now() }));
    const code = `
    for (const method of ['log', 'info', 'warn', 'error', 'debug']) console[method] = (...words) => process.stdout.write(JSON.stringify({ wrapped: words }) + '\\n');
    const { handler } = await import(${JSON.stringify(INDEX)});
    await handler(${event});`;
    const env = { PATH: process.env['PATH'], ...ENVIRONMENT };
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
      env,
      encoding: 'utf8',
      timeout: 60_000,
    });
    const lines = (stdout + stderr)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toEqual([
      // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html: `_aws` at the root
      expect.objectContaining({
        _aws: expect.anything(),
        level: 'WARN',
        message: 'rejected',
        service: 'ingress',
        app: 'meta',
        code: 'MISSING_SIGNATURE',
        RejectedRequests: 1,
      }),
    ]);
  },
);
