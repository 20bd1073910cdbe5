import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { GetSecretValueCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DOMAINS, EVERYTHING_ON } from '../../lib/everything-on.ts';
import { commentsBody, sign } from '../../support/builders/meta.ts';
import { send, type Answer } from '../callback.ts';
import { CONFIGURATION as DEPLOYED } from '../configuration.ts';
import { readyForMeta, secretsManager } from '../deployment.ts';
import { openSubscription, type EventStream } from '../event-tap.ts';
import { redeploy, REDEPLOY_MS } from '../redeploy.ts';
import { takeOutLacking, type Template } from './emulated-template.ts';

const PROJECT = join(import.meta.dirname, '../../..');
const CDK = join(PROJECT, 'node_modules/aws-cdk/bin/cdk');
const MONITORING = 'MetaWebhooksMonitoring';
/** The configuration allows 20 apps; `shop` of the configuration with everything on has mutual TLS. */
const APPS = Array.from({ length: 18 }, (_, i) => `app${i + 1}`);
const CONFIGURATION = {
  ...EVERYTHING_ON,
  apps: { ...EVERYTHING_ON.apps, ...Object.fromEntries(APPS.map((app) => [app, { description: app }])) },
  mentionReplies: DEPLOYED.mentionReplies,
  // The emulator, as Route 53, wants a zone that exists.
  domain: { ...DOMAINS.domain, hostedZoneId: undefined },
  mutualTlsDomain: { ...DOMAINS.mutualTlsDomain, hostedZoneId: undefined },
};

/** What the emulator lacks of the monitoring of 20 apps. */
const LACKING = { 'alarm with metric math': 41, 'saved query': 10, 'CDK metadata': 1 };

let subscription: EventStream | undefined;
let outputs: Record<string, string>;

beforeAll(async () => {
  await readyForMeta();
  outputs = await redeploy(CONFIGURATION);
  subscription = await openSubscription();
}, REDEPLOY_MS);
afterAll(async () => {
  await subscription?.close();
  await redeploy({});
}, REDEPLOY_MS);

/** Stores an app secret of its own for an app. @returns the verify token */
async function storeSecret(app: string): Promise<string> {
  const SecretId = outputs[`AppSecretArn${app.charAt(0).toUpperCase()}${app.slice(1)}`];
  const { SecretString = '' } = await secretsManager.send(new GetSecretValueCommand({ SecretId }));
  const secret = JSON.parse(SecretString) as { readonly verifyToken: string };
  const changed = JSON.stringify({ ...secret, appSecret: `${app}_secret_synthetic` });
  await secretsManager.send(new PutSecretValueCommand({ SecretId, SecretString: changed }));
  return secret.verifyToken;
}

const challenge = async (app: string, verifyToken: string): Promise<Answer> =>
  send({
    method: 'GET',
    path: `/webhooks/${app}?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=${encodeURIComponent(verifyToken)}`,
  });

describe('a receiver with 20 apps and everything on', () => {
  it('has 20 callback URLs', () => {
    expect(Object.keys(outputs).filter((name) => name.startsWith('CallbackUrl'))).toHaveLength(20);
  });

  it('answers the challenge of each app, and makes a change of each app an event', async () => {
    for (const app of APPS) {
      const verifyToken = await storeSecret(app);
      expect(await challenge(app, verifyToken)).toMatchObject({ status: 200, body: '1158201444' });
      const body = commentsBody([randomUUID()]);
      const headers = {
        'content-type': 'application/json',
        'x-hub-signature-256': sign(body, `${app}_secret_synthetic`),
      };
      expect(await send({ path: `/webhooks/${app}`, body, headers })).toMatchObject({ status: 200 });
    }
    const events = await subscription!.events();
    expect(events.map(({ detail }) => detail['app']).sort()).toEqual([...APPS].sort());
  });
});

describe('its monitoring, without what the emulator lacks', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'meta-webhooks-aws-monitoring-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const cdk = async (...args: readonly string[]): Promise<unknown> =>
    promisify(execFile)(process.execPath, [CDK, ...args, '--no-notices'], { cwd: PROJECT });

  it(
    'deploys with every other alarm, the dashboard, the topic and the metric filters',
    async () => {
      const context = `metaWebhooks=${JSON.stringify(CONFIGURATION)}`;
      await cdk('synth', '--all', '--quiet', '--output', folder, '--context', context);
      const file = join(folder, `${MONITORING}.template.json`);
      const whole = JSON.parse(readFileSync(file, 'utf8')) as Template;
      const { template, takenOut } = takeOutLacking(whole);
      writeFileSync(file, JSON.stringify(template));

      await cdk('deploy', MONITORING, '--exclusively', '--require-approval', 'never', '--app', folder);

      const left = Object.values(takenOut).reduce((sum, count) => sum + count, 0);
      expect(takenOut).toEqual(LACKING);
      expect(await readResourceTypes()).toEqual(
        Object.values(template.Resources)
          .map(({ Type }) => Type)
          .sort(),
      );
      expect(Object.keys(template.Resources)).toHaveLength(Object.keys(whole.Resources).length - left);
      await cdk('destroy', MONITORING, '--force', '--exclusively', '--app', folder);
    },
    REDEPLOY_MS,
  );
});

async function readResourceTypes(): Promise<string[]> {
  const client = new CloudFormationClient();
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: MONITORING }));
  expect(Stacks[0]?.StackStatus).toBe('CREATE_COMPLETE');
  const types: string[] = [];
  for await (const page of paginateListStackResources({ client }, { StackName: MONITORING })) {
    types.push(...(page.StackResourceSummaries ?? []).map(({ ResourceType = '' }) => ResourceType));
  }
  return types.sort();
}
