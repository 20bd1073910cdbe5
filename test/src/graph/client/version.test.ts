import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { FakeGraphApi } from '../../../support/fakes/fake-graph-api.ts';
import {
  fillGraphWorld,
  graphClient,
  graphTestPorts,
  IDS,
  SECRETS,
  startGraphWorld,
} from '../../../support/harness/graph-under-test.ts';

let fake: FakeGraphApi;
beforeAll(async () => {
  fake = await startGraphWorld();
});
beforeEach(() => {
  fillGraphWorld(fake);
  fake.reset();
});
afterAll(() => fake.stop());

const read = { path: [IDS.page, 'subscribed_apps'] };
const answeredAs = (version: string) => ({ answer: 'as-usual', headers: { 'facebook-api-version': version } }) as const;

describe('a response of another version than requested', () => {
  const reported: string[][] = [];
  const ports = () => ({
    ...graphTestPorts(),
    onOtherVersion: (...versions: readonly string[]) => void reported.push([...versions]),
  });
  beforeEach(() => void (reported.length = 0));

  it('is reported once, with both versions, by a client and its clients with other tokens', async () => {
    const client = graphClient(fake, { version: 'v24.0' }, ports());
    fake.failNext(answeredAs('v25.0'), answeredAs('v25.0'), answeredAs('v25.0'));
    await client.send(read);
    await client.send(read);
    await client.withToken(SECRETS.page).send(read);
    expect(reported).toEqual([['v25.0', 'v24.0']]);
  });

  it.each(['v24.0', '', 'v24.0 (ended)'])('is not one that names %j', async (version) => {
    fake.failNext(answeredAs(version));
    await graphClient(fake, { version: 'v24.0' }, ports()).send(read);
    expect(reported).toEqual([]);
  });

  it('is no error for a client that does not listen', async () => {
    fake.failNext(answeredAs('v25.0'));
    await expect(graphClient(fake, { version: 'v24.0' }).send(read)).resolves.toEqual({ data: [] });
  });
});
