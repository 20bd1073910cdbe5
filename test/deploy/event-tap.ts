import { randomUUID } from 'node:crypto';
import {
  DeleteRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { eventBridge, outputs, sqs } from './deployment.ts';
import { settled } from './footprint.ts';

/** An event as a rule's target gets it. */
export interface ReceivedEvent {
  readonly source: string;
  readonly 'detail-type': string;
  readonly time: string;
  readonly detail: Readonly<Record<string, unknown>> & {
    readonly id: string;
    readonly kind: string;
    readonly object: string;
    readonly value?: unknown;
  };
}

/** A user's place on the bus: a rule and a queue of its own. */
export interface EventStream {
  /** Waits until the receiver has nothing left to do. @returns all events that came since the last call */
  events(): Promise<ReceivedEvent[]>;
  /** @returns how many events wait in the queue */
  waiting(): Promise<number>;
  close(): Promise<void>;
}

const RECEIVERS = 4;
const READ_TOGETHER = 10;

/** Opens it when the receiver has nothing left to do. It gets every event from now on. */
export async function openSubscription(): Promise<EventStream> {
  await settled();
  const name = `tap-${randomUUID()}`;
  const bus = { EventBusName: outputs.EventBusName };
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const queueArn = Attributes?.['QueueArn'] ?? '';
  const pattern = { source: ['meta.webhooks'] };
  const { RuleArn = '' } = await eventBridge.send(
    new PutRuleCommand({ ...bus, Name: name, EventPattern: JSON.stringify(pattern) }),
  );
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: policyFor(queueArn, RuleArn) } }));
  await eventBridge.send(new PutTargetsCommand({ ...bus, Rule: name, Targets: [{ Id: 'queue', Arn: queueArn }] }));
  const queueUrl = QueueUrl ?? '';
  return {
    events: async () => {
      await settled();
      return (await Promise.all(Array.from({ length: RECEIVERS }, async () => takeAll(queueUrl)))).flat();
    },
    waiting: async () => {
      const formatNumber = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
      );
      return Number(formatNumber.Attributes?.['ApproximateNumberOfMessages']);
    },
    close: async () => {
      await eventBridge.send(new RemoveTargetsCommand({ ...bus, Rule: name, Ids: ['queue'] }));
      await eventBridge.send(new DeleteRuleCommand({ ...bus, Name: name }));
      await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    },
  };
}

function policyFor(queueArn: string, ruleArn: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queueArn,
        Condition: { ArnEquals: { 'aws:SourceArn': ruleArn } },
      },
    ],
  });
}

async function takeAll(QueueUrl: string): Promise<ReceivedEvent[]> {
  const events: ReceivedEvent[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: READ_TOGETHER }),
    );
    if (Messages.length === 0) return events;
    events.push(...Messages.map(({ Body = '' }) => JSON.parse(Body) as ReceivedEvent));
    const Entries = Messages.map(({ ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
}
