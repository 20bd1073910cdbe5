import { GetSecretValueCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { commentsBody, sign } from '../support/builders/meta.ts';
import { postSigned, send, type Answer } from './callback.ts';
import { outputs, readyForMeta, secretsManager } from './deployment.ts';
import { openSubscription, type EventStream } from './event-tap.ts';
import { redeploy, REDEPLOY_MS } from './redeploy.ts';

const SHOP_SECRET = 'shop_app_secret_synthetic';

let subscription: EventStream;
let firstBefore: unknown;
let all: Record<string, string>;

async function secretAt(
  SecretId: string,
): Promise<{ VersionId: string; content: { appSecret: string; verifyToken: string } }> {
  const { VersionId = '', SecretString = '' } = await secretsManager.send(new GetSecretValueCommand({ SecretId }));
  return { VersionId, content: JSON.parse(SecretString) as { appSecret: string; verifyToken: string } };
}

const postTo = async (app: string, body: Buffer, secret: string): Promise<Answer> =>
  send({
    path: `/webhooks/${app}`,
    body,
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': sign(body, secret) },
  });

beforeAll(async () => {
  await readyForMeta();
  firstBefore = await secretAt(outputs.AppSecretArn);
  all = await redeploy({ apps: { meta: {}, shop: { description: 'EU web shop' } } });
  const { content } = await secretAt(all['AppSecretArnShop']!);
  await secretsManager.send(
    new PutSecretValueCommand({
      SecretId: all['AppSecretArnShop'],
      SecretString: JSON.stringify({ ...content, appSecret: SHOP_SECRET }),
    }),
  );
  subscription = await openSubscription();
}, REDEPLOY_MS);
afterAll(async () => {
  await subscription.close();
  await redeploy({});
}, REDEPLOY_MS);

describe('an app that was added by configuration alone', () => {
  it("left the first one's secret, verify token and outputs as they were", async () => {
    expect(await secretAt(outputs.AppSecretArn)).toEqual(firstBefore);
    const { MetaWebhooksReceiver: before = '', ...others }: Readonly<Record<string, string>> = outputs;
    expect(all).toMatchObject(others);
    const { apps, ...rest } = JSON.parse(before) as { readonly apps: object };
    expect(JSON.parse(all['MetaWebhooksReceiver']!)).toMatchObject({ ...rest, apps: { ...apps, shop: {} } });
  });

  it('answers the challenge with a verify token of its own', async () => {
    const { content } = await secretAt(all['AppSecretArnShop']!);
    const ask = async (app: string): Promise<Answer> =>
      send({
        method: 'GET',
        path: `/webhooks/${app}?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=${encodeURIComponent(content.verifyToken)}`,
      });
    expect(await ask('shop')).toMatchObject({ status: 200, body: '1158201444' });
    expect(await ask('meta')).toMatchObject({ status: 403 });
  });

  it("takes what its own secret signed, and neither takes the other's", async () => {
    const body = commentsBody(['second-app']);
    expect(await postSigned(body)).toMatchObject({ status: 200 });
    expect(await postTo('shop', body, SHOP_SECRET)).toMatchObject({ status: 200 });
    const events = await subscription.events();
    expect(events.map(({ detail }) => detail['app']).toSorted()).toEqual(['meta', 'shop']);
    expect(new Set(events.map(({ detail }) => detail.id)).size).toBe(2);
    expect(await postTo('meta', body, SHOP_SECRET)).toMatchObject({ status: 401 });
  });
});
