import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { ReceiverOutput, ReceiverOutputApp } from '../../../src/receiver-output/receiver-output.ts';
import type { EmbeddedAws } from '../../../local/embedded-aws.ts';
import { serve } from './serve.ts';

/**
 * Fake of the AWS endpoint that the command uses through AWS_ENDPOINT_URL: CloudFormation with stacks that have
 * receivers, and optionally the move task of SQS. It forwards all other calls to the embedded services.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
 */
export interface FakeCloudFormation {
  readonly url: string;
  /** The receiver of the stack, as its output has it. Tests may change it. */
  receiver: FakeReceiver;
  /** Other receivers by the names of their stacks. They may also be in the same stack. */
  others: { readonly stack: string; readonly receiver: FakeReceiver }[];
  /** Desired subscriptions by app key in the template; undefined for an older deployment. */
  desired: Readonly<Record<string, object>> | undefined;
  /** Responses of `ListMessageMoveTasks`, in order. If empty, the service has no move tasks, like fauxqs. */
  moveTasks: object[];
  /** Inputs of `StartMessageMoveTask`. */
  readonly moves: object[];
  /** URLs of other services by prefix of `X-Amz-Target`, for example `AWSEvents`. DynamoDB is embedded. */
  readonly services: Map<string, string>;
  /** Status of the stack. */
  status: string;
  /** Error code with which every call is rejected. */
  refuseWith: string | undefined;
  stop(): Promise<void>;
}

export const STACK = 'MetaWebhooks';

/** The output of a receiver, of which a test may leave out any part. */
export type FakeReceiver = {
  -readonly [Member in keyof ReceiverOutput]?: Member extends 'apps'
    ? Record<string, ReceiverOutputApp>
    : Member extends 'version'
      ? number
      : ReceiverOutput[Member];
};

/** Starts the fake on a free loopback port. */
export async function startFakeCloudFormation(
  aws: Pick<EmbeddedAws, 'bucket' | 'deadLetterQueueUrl' | 'endpoints' | 'queueUrl'>,
  target = aws.endpoints.fauxqs,
): Promise<FakeCloudFormation> {
  const server = createServer((incoming, outgoing) => {
    void answer(fake, target, { incoming, outgoing }).catch(() => incoming.socket.destroy());
  });
  const { port, stop } = await serve(server);
  const fake: FakeCloudFormation = {
    url: `http://127.0.0.1:${port}`,
    receiver: {
      version: 1,
      id: STACK,
      namespace: STACK,
      apps: {},
      queueUrl: aws.queueUrl,
      deadLetterQueueUrl: aws.deadLetterQueueUrl,
      archiveBucketName: aws.bucket,
      dedupeWindowSeconds: 22 * 24 * 3600,
      ingressLogGroupName: `${STACK}-IngressHandlerLog345962B6`,
      workerLogGroupName: `${STACK}-WorkerHandlerLogAC0745DD`,
    },
    others: [],
    desired: undefined,
    moveTasks: [],
    moves: [],
    services: new Map([['DynamoDB_20120810', aws.endpoints.dynalite]]),
    status: 'UPDATE_COMPLETE',
    refuseWith: undefined,
    stop,
  };
  return fake;
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

async function answer(fake: FakeCloudFormation, target: string, { incoming, outgoing }: Exchange): Promise<void> {
  const body = await buffer(incoming);
  const action = new URLSearchParams(body.toString('latin1')).get('Action');
  const [service = '', sqsAction = ''] = getTarget(incoming);
  if (action !== null) {
    const { status, xml } = cloudFormation(fake, action, new URLSearchParams(body.toString()).get('StackName') ?? '');
    outgoing.writeHead(status, { 'content-type': 'text/xml' }).end(xml);
  } else if (sqsAction.endsWith('MessageMoveTask') || sqsAction.endsWith('MessageMoveTasks')) {
    const { status, json } = moveTask(fake, sqsAction, JSON.parse(body.toString()) as object);
    outgoing.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(json));
  } else {
    await forward(fake.services.get(service) ?? target, { incoming, outgoing }, body);
  }
}

/** Returns `[service, action]` of a JSON protocol. */
function getTarget({ headers }: IncomingMessage): readonly string[] {
  return String(headers['x-amz-target'] ?? '').split('.');
}

function cloudFormation(fake: FakeCloudFormation, action: string, name: string): { status: number; xml: string } {
  if (fake.refuseWith !== undefined) return refusal(fake.refuseWith, `refused with ${fake.refuseWith}`);
  const stacks = new Set([STACK, ...fake.others.map(({ stack }) => stack)]);
  if (name !== '' && !stacks.has(name)) return refusal('ValidationError', `Stack with id ${name} does not exist`);
  const described = [...stacks].filter((stack) => name === '' || stack === name);
  const template = {
    Resources: {
      Bucket: { Type: 'AWS::S3::Bucket' },
      Other: { Metadata: { MetaWebhooks: { receiver: 'Other', apps: { meta: { appId: '1' } } } } },
      Api: { Metadata: { MetaWebhooks: fake.desired && { receiver: fake.receiver.id, apps: fake.desired } } },
    },
  };
  const results: Readonly<Record<string, string>> = {
    DescribeStacks: `<Stacks>${described.map((stack) => describeStack(fake, stack)).join('')}</Stacks>`,
    GetTemplate: `<TemplateBody>${escape(JSON.stringify(template))}</TemplateBody>`,
  };
  return {
    status: 200,
    xml:
      `<${action}Response ` +
      `xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><${action}Result>${results[action] ?? ''}</${action}Result></${action}Response>`,
  };
}

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

function describeStack(fake: FakeCloudFormation, name: string): string {
  const receivers = [{ stack: STACK, receiver: fake.receiver }, ...fake.others].filter(({ stack }) => stack === name);
  const outputs = [
    ['DashboardReceiver', 'an output of the user that has such a name too'],
    ...receivers.map(({ receiver }) => [`${receiver.id}Receiver`, JSON.stringify(receiver)]),
  ].map(
    ([key, value = '']) => `<member><OutputKey>${key}</OutputKey><OutputValue>${escape(value)}</OutputValue></member>`,
  );
  return (
    `<member><StackName>${name}</StackName><StackStatus>${fake.status}</StackStatus>` +
    `<Outputs>${outputs.join('')}</Outputs></member>`
  );
}

function refusal(code: string, message: string): { status: number; xml: string } {
  return {
    status: 400,
    xml: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>synthetic</RequestId></ErrorResponse>`,
  };
}

function moveTask(fake: FakeCloudFormation, action: string, input: object): { status: number; json: object } {
  if (fake.moveTasks.length === 0)
    return { status: 400, json: { __type: 'com.amazonaws.sqs#InvalidAction', message: `Unknown action: ${action}` } };
  if (action === 'ListMessageMoveTasks')
    return { status: 200, json: { Results: [fake.moveTasks.length > 1 ? fake.moveTasks.shift() : fake.moveTasks[0]] } };
  fake.moves.push(input);
  return { status: 200, json: { TaskHandle: 'synthetic' } };
}

async function forward(target: string, { incoming, outgoing }: Exchange, body: Buffer): Promise<void> {
  const upstream = request(new URL(incoming.url ?? '/', target), {
    method: incoming.method,
    headers: { ...incoming.headers, host: new URL(target).host, connection: 'close' },
  });
  upstream.end(body);
  const [answered] = (await once(upstream, 'response')) as [IncomingMessage];
  const ofTheConnection = new Set(['connection', 'transfer-encoding']);
  outgoing.writeHead(
    answered.statusCode ?? 502,
    Object.fromEntries(Object.entries(answered.headers).filter(([name]) => !ofTheConnection.has(name))),
  );
  outgoing.end(await buffer(answered));
}
