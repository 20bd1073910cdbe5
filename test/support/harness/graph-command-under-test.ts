import { createServer } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import type { CliPorts } from '../../../cli/ports.ts';
import { startFakeCloudFormation, type FakeCloudFormation } from '../fakes/fake-cloudformation.ts';
import type { FakeGraphApi } from '../fakes/fake-graph-api.ts';
import { startFakeSecretsManager, type FakeSecretsManager } from '../fakes/fake-secrets-manager.ts';
import { gatewayEvent } from '../builders/gateway-event.ts';
import { fillGraphWorld, IDS, SECRETS, startGraphWorld } from './graph-under-test.ts';
import { ingressUnderTest, VERIFY_TOKEN } from './ingress-under-test.ts';
import { toEnvironment, runInProcess, type CommandResult } from './run-receiver.ts';
import { serve } from '../fakes/serve.ts';

/** ARN of the app's secret in the stack under test. */
export const SECRET_ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:SecretMeta-AbCdEf';
export const TOKEN_SECRET = 'meta/system-user-token';

/** Valid content of the app's secret. Here, the secret of Instagram Login is that of its app. */
export const STORED = {
  appSecret: SECRETS.appSecret,
  verifyToken: VERIFY_TOKEN,
  instagramAppSecret: SECRETS.appSecret,
};

/** Commands that call Meta, with fakes of Meta and AWS, and the real ingress behind its callback URL. */
export interface GraphCommandUnderTest {
  readonly graph: FakeGraphApi;
  readonly secrets: FakeSecretsManager;
  readonly cloud: FakeCloudFormation;
  readonly callbackUrl: string;
  /** Environment of the next runs, without `META_ACCESS_TOKEN`. */
  readonly env: NodeJS.ProcessEnv;
  /** Pauses that the commands requested. A pause only advances the clock. */
  readonly pauses: number[];
  /** Runs a command to its end. @param token - value of `META_ACCESS_TOKEN` */
  run(args: readonly string[], token?: string, ports?: Partial<CliPorts>): Promise<CommandResult>;
  /** Runs a command with `--json`. */
  json<T>(args: readonly string[], token?: string): Promise<T & { readonly code: number | null }>;
  /** Returns all subscriptions that Meta stores. */
  atMeta(): unknown;
  /** Returns all output since the start, and every URL of the Graph API that was called. */
  shown(): string;
  /** Restores the initial state, except for the recorded output. */
  reset(): void;
  stop(): Promise<void>;
}

/** Starts everything on free loopback ports. */
export async function startGraphCommandUnderTest(): Promise<GraphCommandUnderTest> {
  const [graph, secrets, callback] = [await startGraphWorld(), await startFakeSecretsManager(), await startCallback()];
  const nowhere = 'http://127.0.0.1:1';
  const cloud = await startFakeCloudFormation({
    bucket: 'b',
    queueUrl: nowhere,
    deadLetterQueueUrl: nowhere,
    endpoints: { fauxqs: nowhere, dynalite: nowhere },
  });
  cloud.services.set('secretsmanager', secrets.url);
  const env: NodeJS.ProcessEnv = {
    ...toEnvironment(cloud.url),
    META_GRAPH_URL: graph.url,
    META_INSTAGRAM_GRAPH_URL: graph.instagramUrl,
  };
  const [pauses, said, urls]: [number[], string[], string[]] = [[], [], []];
  let nowMs = Date.parse('2026-11-22T12:00:00Z');
  const pause: CliPorts['pause'] = (ms, signal) => {
    signal?.throwIfAborted();
    pauses.push(ms);
    nowMs += ms;
    return Promise.resolve();
  };
  const run: GraphCommandUnderTest['run'] = async (args, token, ports) => {
    const result = await runInProcess(
      args,
      { ...env, META_ACCESS_TOKEN: token },
      { pause, now: () => nowMs, random: () => 0.5, ...ports },
    );
    said.push(result.stdout, result.stderr);
    return result;
  };
  const base = { ...cloud.receiver };
  const reset = (): void => {
    urls.push(...graph.urls);
    graph.reset();
    fillGraphWorld(graph);
    secrets.fault = () => undefined;
    secrets.secrets.set(SECRET_ARN, { AWSCURRENT: { text: JSON.stringify(STORED), createdMs: 0 } });
    secrets.secrets.set(TOKEN_SECRET, { AWSCURRENT: { text: `${SECRETS.system}\n`, createdMs: 0 } });
    cloud.receiver = { ...base, apps: { meta: { callbackUrl: callback.url, secretArn: SECRET_ARN } } };
    cloud.desired = { meta: { appId: IDS.app } };
    cloud.refuseWith = undefined;
    pauses.length = 0;
  };
  reset();
  return {
    graph,
    secrets,
    cloud,
    callbackUrl: callback.url,
    env,
    pauses,
    run,
    json: async <T>(args: readonly string[], token?: string) => {
      const { code, stdout, stderr } = await run([...args, '--json'], token);
      return { ...(JSON.parse(stdout === '' ? stderr : stdout) as T), code };
    },
    atMeta: () => getState(graph),
    shown: () => [...said, ...urls, ...graph.urls].join('\n'),
    reset,
    stop: async () => {
      for (const one of [graph, secrets, cloud, callback]) await one.stop();
    },
  };
}

/**
 * Starts everything for the tests of a suite, and resets it before each. After each, no output and no URL may contain a
 * secret.
 * @returns the command, whose members are there as soon as the first test runs
 */
export function graphCommandOfSuite(): GraphCommandUnderTest {
  const command = {} as GraphCommandUnderTest;
  beforeAll(async () => {
    Object.assign(command, await startGraphCommandUnderTest());
  });
  beforeEach(() => {
    command.reset();
  });
  afterEach(() => {
    for (const secret of [...Object.values(SECRETS), VERIFY_TOKEN]) expect(command.shown()).not.toContain(secret);
  });
  afterAll(async () => {
    await command.stop();
  });
  return command;
}

function getState({ state }: FakeGraphApi): unknown {
  const subscriptions = [...(state.apps.get(IDS.app)?.subscriptions ?? [])].map(([object, { fields, ...one }]) => [
    object,
    { ...one, fields: [...fields] },
  ]);
  const accounts = [...state.accounts.values()].map(({ id, subscribedApps }) => [
    id,
    [...subscribedApps].map(([app, fields]) => [app, [...fields]]),
  ]);
  return {
    subscriptions: Object.fromEntries(subscriptions) as unknown,
    accounts: Object.fromEntries(accounts) as unknown,
  };
}

/** Starts the real ingress of the app `meta` on a port. */
async function startCallback(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const ingress = ingressUnderTest();
  const server = createServer((incoming, outgoing) => {
    const { search } = new URL(incoming.url ?? '/', 'http://callback.test');
    void ingress
      .ask(gatewayEvent(incoming.method ?? '', { query: search.slice(1) }))
      .then(({ statusCode, headers, body }) => {
        outgoing.writeHead(statusCode ?? 500, headers as Record<string, string>).end(body);
      });
  });
  const { port, stop } = await serve(server);
  return {
    url: `http://127.0.0.1:${port}/webhooks/meta`,
    stop,
  };
}
