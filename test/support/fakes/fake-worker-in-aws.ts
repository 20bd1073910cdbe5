import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { MetaWebhookDetail } from '../../../src/events/meta-webhook-event.ts';
import { createCallback } from '../../../tools/verify-aws/callback.ts';
import { createJsonCaller } from '../../../tools/verify-aws/call-json.ts';
import { createLambdaCaller } from '../../../tools/verify-aws/call-lambda.ts';
import { connectAws } from '../../../tools/verify-aws/connect-aws.ts';
import type { Receiver } from '../../../tools/verify-aws/receiver.ts';
import type { Verification } from '../../../tools/verify-aws/verification.ts';
import type { Clock } from '../../../tools/verify-aws/wait-until.ts';
import { createClient, startRecordingServer, type RecordedAnswer, type RecordedCall } from './recording-server.ts';

/** A line of the worker's log that Lambda itself wrote: its type and its status. */
export type PlatformLine = readonly [type: string, status: string];

/** What AWS does in a test. Tests may change it at any time. */
export interface WorkerInAws {
  /** Timeout of the worker in seconds. */
  timeout: number;
  /** Platform lines in the log. */
  lines: readonly PlatformLine[];
  /** Lines that a delivery causes while the timeout is 1 s. */
  causes: readonly PlatformLine[];
  /** How many reads of the log do not show these lines yet. */
  logLag: number;
  /** How the next update of the configuration ends. */
  updateEnds: 'Successful' | 'Failed';
  /** How many reads of the configuration show each update as under way. */
  updateReads: number;
  /** Status of the response to a delivery. */
  accepts: number;
  /** How many changes of a delivery never become events. */
  loses: number;
  /** Called with each call, before it is answered. */
  onCall: (call: string) => void;
}

/** The fake, and a run of `verify:aws` that uses it. */
export interface FakeWorkerInAws {
  readonly aws: WorkerInAws;
  /** All calls in order, e.g. `UpdateFunctionConfiguration 1`. */
  readonly calls: readonly string[];
  readonly run: Verification;
  readonly receiver: Receiver;
  /** A clock that a pause moves on at once. */
  readonly clock: Clock;
  /** Interrupts the run. */
  readonly interrupt: () => void;
  readonly stop: () => Promise<void>;
}

const CONFIGURATION = '/2015-03-31/functions/MetaWebhooksVerify-abc123-worker/configuration';
const LOG_GROUP = 'MetaWebhooksVerify-abc123-log';

/**
 * Starts a fake of CloudFormation, Lambda, CloudWatch Logs, ingress and the bus around the worker on a loopback port.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
export async function startFakeWorkerInAws(): Promise<FakeWorkerInAws> {
  const aws: WorkerInAws = {
    timeout: 60,
    lines: [],
    causes: [['platform.report', 'timeout']],
    logLag: 1,
    updateEnds: 'Successful',
    updateReads: 1,
    accepts: 200,
    loses: 0,
    onCall: () => undefined,
  };
  const fake = new Fake(aws);
  const server = await startRecordingServer((call) => fake.answer(call));
  const stopping = new AbortController();
  let nowMs = 0;
  return {
    aws,
    calls: fake.calls,
    run: createRun(server.url, stopping.signal),
    receiver: {
      output: (name) => name,
      callback: createCallback(`${server.url}/webhooks/meta`, undefined),
      events: { receive: async () => Promise.resolve(fake.receive()) },
      appSecret: 'synthetic',
      arrived: [],
    },
    clock: {
      now: () => nowMs,
      pause: async (ms, signal) => {
        signal?.throwIfAborted();
        nowMs += ms;
        return Promise.resolve();
      },
    },
    interrupt: () => {
      stopping.abort(new Error('ended by SIGINT'));
    },
    stop: server.stop,
  };
}

function createRun(url: string, signal: AbortSignal): Verification {
  const { credentials, region } = createClient(url);
  const caller = { credentials, region: async () => Promise.resolve(region), emulator: url };
  return {
    name: 'MetaWebhooksVerify-abc123',
    account: { id: '000000000000', region, assetBucket: 'assets' },
    aws: {
      ...connectAws(url),
      cloudFormation: new CloudFormationClient(createClient(url)),
      callJson: createJsonCaller(caller),
      callLambda: createLambdaCaller(caller),
    },
    folder: '/nonexistent',
    signal,
    progress: () => undefined,
  };
}

class Fake {
  readonly calls: string[] = [];
  private readonly aws: WorkerInAws;
  private pendingReads = 0;
  private status: string = 'Successful';
  private hidden = 0;
  private events: MetaWebhookDetail[] = [];

  constructor(aws: WorkerInAws) {
    this.aws = aws;
  }

  answer(call: RecordedCall): RecordedAnswer {
    const [name, answered] = this.route(call);
    this.calls.push(name);
    this.aws.onCall(name);
    return answered();
  }

  receive(): MetaWebhookDetail[] {
    return this.events.splice(0, 100);
  }

  private route({ method, path, headers, body }: RecordedCall): [string, () => RecordedAnswer] {
    if (path === '/webhooks/meta') return ['POST delivery', () => this.deliver(body)];
    if (path === CONFIGURATION && method === 'GET') return ['GetFunctionConfiguration', () => this.readConfiguration()];
    if (path === CONFIGURATION && method === 'PUT') {
      const { Timeout } = JSON.parse(body.toString()) as { readonly Timeout: number };
      return [`UpdateFunctionConfiguration ${Timeout}`, () => this.update(Timeout)];
    }
    if (headers['x-amz-target'] === 'Logs_20140328.FilterLogEvents') {
      return ['FilterLogEvents', () => this.readLog(JSON.parse(body.toString()) as Record<string, unknown>)];
    }
    const action = new URLSearchParams(body.toString()).get('Action') ?? `${method} ${path}`;
    return [action, () => ({ status: action === 'ListStackResources' ? 200 : 404, body: RESOURCES, type: 'text/xml' })];
  }

  private deliver(body: Buffer): RecordedAnswer {
    const { aws } = this;
    if (aws.accepts === 200) {
      if (aws.timeout === 1) this.hidden = aws.logLag;
      if (aws.timeout === 1) aws.lines = [...aws.lines, ...aws.causes];
      const { entry } = JSON.parse(body.toString()) as { entry: { changes: { value: unknown }[] }[] };
      const values = entry.flatMap(({ changes }) => changes.map(({ value }) => value));
      this.events = values.slice(aws.loses).map((value) => ({ value }) as MetaWebhookDetail);
    }
    return json({}, aws.accepts);
  }

  private readConfiguration(): RecordedAnswer {
    const isPending = this.pendingReads > 0;
    if (isPending) this.pendingReads -= 1;
    const LastUpdateStatus = isPending ? 'InProgress' : this.status;
    return json({ Timeout: this.aws.timeout, LastUpdateStatus, LastUpdateStatusReason: 'the function is broken' });
  }

  /** Lambda rejects an update while another is under way. */
  private update(timeout: number): RecordedAnswer {
    if (this.pendingReads > 0) return json({ Message: 'An update is in progress' }, 409);
    this.aws.timeout = timeout;
    this.status = this.aws.updateEnds;
    this.aws.updateEnds = 'Successful';
    this.pendingReads = this.aws.updateReads;
    return json({ Timeout: timeout, LastUpdateStatus: 'InProgress' });
  }

  private readLog({ logGroupName, filterPattern }: Readonly<Record<string, unknown>>): RecordedAnswer {
    if (logGroupName !== LOG_GROUP || filterPattern !== '{ $.type = "platform.*" }') return json({}, 400);
    const { causes, lines } = this.aws;
    const shown = this.hidden > 0 ? lines.slice(0, lines.length - causes.length) : lines;
    if (this.hidden > 0) this.hidden -= 1;
    const events = shown.map(([type, status]) => ({
      message: JSON.stringify({ time: '2026-11-29T00:00:00.000Z', type, record: { requestId: '1', status } }),
    }));
    return json({ events });
  }
}

const json = (body: object, status = 200): RecordedAnswer => ({ status, body: JSON.stringify(body) });

const member = (id: string, type: string, physicalId: string): string =>
  `<member><LogicalResourceId>${id}</LogicalResourceId><ResourceType>${type}</ResourceType>` +
  `<PhysicalResourceId>${physicalId}</PhysicalResourceId></member>`;

const RESOURCES =
  '<ListStackResourcesResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><ListStackResourcesResult>' +
  `<StackResourceSummaries>${[
    member('IngressHandlerFunction1', 'AWS::Lambda::Function', 'ingress'),
    member('WorkerHandlerFunction1', 'AWS::Lambda::Function', 'MetaWebhooksVerify-abc123-worker'),
    member('WorkerHandlerLog1', 'AWS::Logs::LogGroup', LOG_GROUP),
  ].join('')}</StackResourceSummaries></ListStackResourcesResult></ListStackResourcesResponse>`;
