import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { FakeEventBus, PutEntry } from './fake-event-bus.ts';
import { startRecordingServer, type RecordedAnswer, type RecordedCall } from './recording-server.ts';

/** A rule as it is kept. */
export interface FakeRule {
  readonly Name: string;
  readonly EventPattern: string;
  readonly State: 'DISABLED' | 'ENABLED';
  readonly ManagedBy?: string;
  /** ARNs of queues, or of anything else, to which nothing is sent. */
  readonly targets: Map<string, string>;
}

/**
 * Stands for the part of EventBridge that has rules: what the bus takes goes to the queues of the rules that match it.
 * Patterns are lists of names.
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
 */
export interface FakeEventRules {
  readonly url: string;
  readonly rules: Map<string, FakeRule>;
  /** Every call is refused with it. */
  refuseWith: string | undefined;
  /** How many events pass by before a new rule works. */
  lateBy: number;
  readonly stop: () => Promise<void>;
}

interface Input {
  readonly Name: string;
  readonly Rule: string;
  readonly EventPattern: string;
  readonly NamePrefix?: string;
  readonly NextToken?: string;
  readonly Targets: readonly { readonly Id: string; readonly Arn: string }[];
  readonly Ids: readonly string[];
}

/** Small, so that there is a second page. */
const RULES_A_PAGE = 2;

/** Starts it on a free loopback port, before a bus. */
export async function startFakeEventRules(bus: FakeEventBus, sqs: SQSClient): Promise<FakeEventRules> {
  const server = await startRecordingServer((call) => (fake.refuseWith === undefined ? answer(fake.rules, call) : refusal(fake.refuseWith)));
  const fake: FakeEventRules = { url: server.url, rules: new Map(), refuseWith: undefined, lateBy: 0, stop: server.stop };
  bus.judge = (entry) => {
    if (fake.lateBy > 0) fake.lateBy -= 1;
    else for (const rule of fake.rules.values()) if (matches(rule, entry)) void deliver(sqs, rule, entry);
    return 'take';
  };
  return fake;
}

function answer(rules: FakeEventRules['rules'], { headers, body }: RecordedCall): RecordedAnswer {
  const input = JSON.parse(body.toString()) as Input;
  const act = ACTIONS[String(headers['x-amz-target']).replace('AWSEvents.', '')];
  return act ? act(rules, input) : refusal('UnknownOperationException');
}

const ACTIONS: Readonly<Record<string, (rules: FakeEventRules['rules'], input: Input) => RecordedAnswer>> = {
  PutRule: (rules, { Name, EventPattern }) => {
    rules.set(Name, { Name, EventPattern, State: 'ENABLED', targets: rules.get(Name)?.targets ?? new Map<string, string>() });
    return json({ RuleArn: `arn:aws:events:us-east-1:000000000000:rule/bus/${Name}` });
  },
  DescribeRule: (rules, { Name }) => ofRule(rules, Name, ({ EventPattern, State }) => ({ Name, EventPattern, State })),
  PutTargets: (rules, { Rule, Targets }) =>
    ofRule(rules, Rule, ({ targets }) => {
      for (const { Id, Arn } of Targets) targets.set(Id, Arn);
      return { FailedEntries: [], FailedEntryCount: 0 };
    }),
  RemoveTargets: (rules, { Rule, Ids }) =>
    ofRule(rules, Rule, ({ targets }) => {
      for (const id of Ids) targets.delete(id);
      return { FailedEntries: [], FailedEntryCount: 0 };
    }),
  DeleteRule: (rules, { Name }) => {
    if ((rules.get(Name)?.targets.size ?? 0) > 0) return refusal('ValidationException'); // AWS wants them removed first
    rules.delete(Name);
    return json({});
  },
  ListRules: (rules, { NamePrefix = '', NextToken = '0' }) => {
    const found = [...rules.values()].filter(({ Name }) => Name.startsWith(NamePrefix)).map(({ targets: _, ...rule }) => rule);
    const end = Number(NextToken) + RULES_A_PAGE;
    return json({ Rules: found.slice(Number(NextToken), end), ...(end < found.length && { NextToken: String(end) }) });
  },
  ListTargetsByRule: (rules, { Rule }) => ofRule(rules, Rule, ({ targets }) => ({ Targets: [...targets].map(([Id, Arn]) => ({ Id, Arn })) })),
};

function ofRule(rules: FakeEventRules['rules'], name: string, act: (rule: FakeRule) => object): RecordedAnswer {
  const rule = rules.get(name);
  return rule ? json(act(rule)) : refusal('ResourceNotFoundException');
}

function matches({ EventPattern, State }: FakeRule, { Source, DetailType, Detail }: PutEntry): boolean {
  const { source, detail = {}, ...pattern } = JSON.parse(EventPattern) as Pattern;
  const told = JSON.parse(Detail) as Record<string, string>;
  const isIn = (wanted: readonly string[] | undefined, is: string | undefined): boolean => wanted?.includes(is ?? '') ?? true;
  return State === 'ENABLED' && isIn(source, Source) && isIn(pattern['detail-type'], DetailType) && Object.entries(detail).every(([name, wanted]) => isIn(wanted, told[name]));
}

interface Pattern {
  readonly source?: readonly string[];
  readonly 'detail-type'?: readonly string[];
  readonly detail?: Readonly<Record<string, readonly string[]>>;
}

async function deliver(sqs: SQSClient, { targets }: FakeRule, { Source: source, DetailType, Detail, Time }: PutEntry): Promise<void> {
  const event = { version: '0', source, 'detail-type': DetailType, time: new Date(Time * 1000).toISOString(), detail: JSON.parse(Detail) as object };
  for (const arn of targets.values()) {
    if (!arn.includes(':sqs:')) continue;
    const QueueUrl = `http://localhost/000000000000/${arn.slice(arn.lastIndexOf(':') + 1)}`;
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(event) })).catch(() => undefined); // the queue is gone by now
  }
}

function json(value: object): RecordedAnswer {
  return { status: 200, body: JSON.stringify(value) };
}

function refusal(code: string): RecordedAnswer {
  return { status: 400, body: JSON.stringify({ __type: code, message: 'refused' }) };
}
