import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { CliPorts } from '../../../cli/ports.ts';
import { startCallback, type CallbackUnderTest } from './callback-under-test.ts';
import { startCommandUnderTest, type CommandUnderTest } from './command-under-test.ts';
import { CLOUDWATCH, startFakeCloudWatch, type FakeCloudWatch } from '../fakes/fake-cloudwatch.ts';
import type { FakeEventRules, FakeRule } from '../fakes/fake-event-rules.ts';
import { startFakeSecretsManager, type FakeSecretsManager } from '../fakes/fake-secrets-manager.ts';
import { createClient } from '../fakes/recording-server.ts';
import { toEnvironment, runInProcess, type CommandResult } from './run-receiver.ts';

/** Synthetic secrets. No output may contain them, except for the verify token at a terminal or on request. */
export const PLANTED = {
  appSecret: '00112233445566778899aabbccddeeff',
  newAppSecret: 'ffeeddccbbaa99887766554433221100',
  instagramAppSecret: '0123456789abcdef0123456789abcdef',
  threadsAppSecret: 'fedcba9876543210fedcba9876543210',
  verifyToken: 'plantedVerifyTokenOfFortyCharactersABCDE',
} as const;

export const SECRET_ARN = 'arn:aws:secretsmanager:eu-central-1:000000000000:secret:app';

/**
 * A complete deployed receiver, as `setup` and `doctor` see it: callback URL, ingress, queue, worker, bus with rules,
 * secret and alarms.
 */
export interface OperatorUnderTest {
  readonly command: CommandUnderTest;
  readonly callback: CallbackUnderTest;
  readonly secrets: FakeSecretsManager;
  readonly rules: FakeEventRules;
  readonly cloudWatch: FakeCloudWatch;
  /** Output of the command so far. */
  readonly shown: string[];
  /** Pauses of the command, in ms. */
  readonly pauses: number[];
  /** Questions that the command asked. */
  readonly questions: string[];
  /**
   * Answers to the questions, in order. If there are none when the command starts, a question ends it with
   * NO_TERMINAL. After the last one, the answers are empty.
   */
  answers: string[];
  run(
    args: readonly string[],
    options?: { readonly env?: NodeJS.ProcessEnv; readonly ports?: Partial<CliPorts> },
  ): Promise<CommandResult>;
  json<T>(
    args: readonly string[],
    options?: { readonly env?: NodeJS.ProcessEnv },
  ): Promise<T & { readonly code: number | null }>;
  /** Stores a secret with an old creation time, and restarts ingress, so that it reads the secret. */
  store(value: object | string): void;
  /** Returns the stored secret. */
  stored(): Record<string, string>;
  /** Lists the temporary rules and queues that the command left behind. */
  leftOver(): Promise<string[]>;
  /** Restores the state after a deployment and a setup, except for messages, emitted events and other secrets. */
  reset(): void;
  stop(): Promise<void>;
}

/** Starts everything on free loopback ports. A pause of the command only advances its clock and that of ingress. */
export async function startOperator(): Promise<OperatorUnderTest> {
  const command = await startCommandUnderTest();
  const { receiver, cloud } = command;
  const sqs = new SQSClient(createClient(receiver.aws.endpoints.fauxqs)); // in the command's region
  const [secrets, cloudWatch] = await Promise.all([startFakeSecretsManager(), startFakeCloudWatch()]);
  const { rules } = receiver.bus;
  const deliver = rules.deliver.bind(rules); // tests replace it
  const callback = await startCallback(receiver, { secretsManagerUrl: secrets.url, secretArn: SECRET_ARN });
  for (const [service, url] of [
    ['secretsmanager', secrets.url],
    [CLOUDWATCH, cloudWatch.url],
  ] as const)
    cloud.services.set(service, url);
  const base = { ...cloud.receiver, claimTableName: receiver.aws.tableName };
  const store: OperatorUnderTest['store'] = (value) => {
    secrets.secrets.set(SECRET_ARN, {
      AWSCURRENT: { text: typeof value === 'string' ? value : JSON.stringify(value), createdMs: 0 },
    });
    callback.restart();
  };
  const operator: OperatorUnderTest = {
    command,
    callback,
    secrets,
    rules,
    cloudWatch,
    shown: [],
    pauses: [],
    questions: [],
    answers: [],
    run: async (args, { env = {}, ports = {} } = {}) => {
      const result = await runInProcess(
        args,
        { ...toEnvironment(cloud.url), ...env },
        { ...toPorts(operator), ...ports },
      );
      operator.shown.push(result.stdout, result.stderr);
      return result;
    },
    json: async <T>(args: readonly string[], options?: object) => {
      const { code, stdout, stderr } = await operator.run([...args, '--json'], options);
      return { ...(JSON.parse(stdout === '' ? stderr : stdout) as T), code };
    },
    store,
    stored: () => JSON.parse(secrets.secrets.get(SECRET_ARN)?.AWSCURRENT?.text ?? '{}') as Record<string, string>,
    leftOver: async () => {
      const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'meta-webhooks-' }));
      return [...QueueUrls, ...[...rules.rules.keys()].filter((name) => name.startsWith('meta-webhooks-'))];
    },
    reset: () => {
      store({ appSecret: PLANTED.appSecret, verifyToken: PLANTED.verifyToken });
      cloud.receiver = { ...base, apps: { meta: { callbackUrl: callback.url, secretArn: SECRET_ARN } } };
      cloud.others = [];
      Object.assign(cloudWatch, {
        alarms: [{ name: 'MetaWebhooks-signatures', state: 'OK' }],
        ages: [],
        refuseWith: undefined,
        hangs: false,
      });
      rules.rules.clear();
      rules.rules.set(
        'comments',
        ruleFor('comments', { pattern: '{"source":["meta.webhooks"],"detail":{"object":["instagram"]}}' }),
      );
      Object.assign(rules, { refuse: () => undefined, rulesAPage: 2, deliver });
      Object.assign(callback, { answerWith: undefined, working: true, aheadMs: 0 });
      Object.assign(secrets, { fault: () => undefined, putFault: () => undefined });
      for (const list of [callback.requests, operator.shown, operator.pauses, operator.questions, secrets.puts])
        list.length = 0;
      operator.answers = [];
    },
    stop: async () => {
      sqs.destroy();
      await callback.stop();
      await Promise.all([secrets.stop(), cloudWatch.stop()]);
      await command.stop();
    },
  };
  operator.reset();
  return operator;
}

/** Returns a rule that matches every event, with a function as its target, which nothing calls. */
export function ruleFor(name: string, change: Partial<FakeRule> = {}): FakeRule {
  const targets = new Map([['1', 'arn:aws:lambda:eu-central-1:000000000000:function:mine']]);
  return {
    name,
    arn: `arn:aws:events:eu-central-1:000000000000:rule/bus/${name}`,
    pattern: '{"source":["meta.webhooks"]}',
    targets,
    ...change,
  };
}

function toPorts(operator: OperatorUnderTest): Partial<CliPorts> {
  const { callback, pauses, questions } = operator;
  return {
    now: () => Date.now() + callback.aheadMs,
    pause: (ms) => {
      pauses.push(ms);
      callback.aheadMs += ms;
      return Promise.resolve();
    },
    ...(operator.answers.length > 0 && {
      askSecret: (question: string) => {
        questions.push(question);
        return Promise.resolve(operator.answers.shift() ?? '');
      },
    }),
  };
}
