import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import type { MetaWebhookDetail } from '../../src/events/meta-webhook-event.ts';
import type { Aws } from './connect-aws.ts';
import { RUN_TAG } from './run-name.ts';

/** A temporary queue that receives every event of the bus. */
export interface EventQueue {
  /** Receives the events that arrived since the last call. Waits up to a second for the first. */
  receive(): Promise<MetaWebhookDetail[]>;
}

/** Returns the name of the temporary queue and rule of a run. */
export const eventQueueName = (run: string): string => `${run}-events`;

/** Creates the queue and its rule on the bus. The clean-up deletes both. */
export async function openEventQueue({ sqs, eventBridge }: Aws, run: string, bus: string): Promise<EventQueue> {
  const name = eventQueueName(run);
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name, tags: { [RUN_TAG]: run } }));
  const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const Arn = Attributes['QueueArn'] ?? '';
  const rule = { EventBusName: bus, Name: name, EventPattern: JSON.stringify({ source: ['meta.webhooks'] }) };
  const { RuleArn = '' } = await eventBridge.send(new PutRuleCommand(rule));
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: allowRule(Arn, RuleArn) } }));
  await eventBridge.send(new PutTargetsCommand({ EventBusName: bus, Rule: name, Targets: [{ Id: 'queue', Arn }] }));
  return {
    receive: async () => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
      );
      for (const { ReceiptHandle } of Messages) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      return Messages.map(({ Body = '' }) => (JSON.parse(Body) as { detail: MetaWebhookDetail }).detail);
    },
  };
}

function allowRule(Resource: string, ruleArn: string): string {
  const Principal = { Service: 'events.amazonaws.com' };
  const Condition = { ArnEquals: { 'aws:SourceArn': ruleArn } };
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action: 'sqs:SendMessage', Resource, Condition }],
  });
}
