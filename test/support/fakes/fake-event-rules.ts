import { randomUUID } from 'node:crypto';

/** An event on the bus. */
interface Put {
  readonly Source: string;
  readonly DetailType: string;
  /** Detail as JSON. */
  readonly Detail: string;
  /** Time in epoch seconds. */
  readonly Time: number;
}

/** A rule of the bus. */
export interface FakeRule {
  readonly name: string;
  readonly arn: string;
  readonly pattern: string;
  /** State of the rule. @default ENABLED */
  readonly state?: 'DISABLED' | 'ENABLED';
  /** Service that manages the rule. */
  readonly managedBy?: string;
  /** ARN of each target by its id. */
  readonly targets: Map<string, string>;
}

/** Response to an action. */
export interface RuleAnswer {
  readonly status: number;
  readonly answer: object;
}

/**
 * Fake of the rules of one EventBridge bus. It validates its input strictly and delivers only to queues whose policy
 * allows the rule to send.
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
 */
export interface FakeEventRules {
  /** Rules by name. */
  readonly rules: Map<string, FakeRule>;
  /** All actions in order of arrival. */
  readonly actions: string[];
  /** Name of the only bus. */
  bus: string;
  /** Number of rules per page of `ListRules`. */
  rulesAPage: number;
  /** The embedded SQS with the queues. */
  queues: Queues | undefined;
  /** Returns the error code with which an action is rejected. */
  refuse: (action: string) => string | undefined;
  answer(action: string, input: Readonly<Record<string, unknown>>): RuleAnswer;
  /** Delivers an event to every rule that it matches. */
  deliver(entry: Put): Promise<void>;
}

/** A queue that is the target of a rule. */
interface Target {
  readonly arn: string;
  readonly attributes: Readonly<Record<string, string | undefined>>;
}

/** The operations of the embedded SQS that a target needs. */
interface Queues {
  inspectQueue(name: string): Promise<Target | undefined>;
  sendMessage(name: string, body: string): Promise<void>;
}

const ACCOUNT = '000000000000';
const REGION = 'eu-central-1';
/** Matches a rule name. @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
const RULE_NAME = /^[.\-_A-Za-z0-9]{1,64}$/;
const MAX_PATTERN_CHARACTERS = 2_048;

/** Creates the fake without rules. */
export function createEventRules(): FakeEventRules {
  const fake: FakeEventRules = {
    rules: new Map(),
    actions: [],
    bus: 'bus',
    rulesAPage: 100,
    queues: undefined,
    refuse: () => undefined,
    answer: (action, input) => {
      fake.actions.push(action);
      const code = fake.refuse(action);
      if (code !== undefined) return refusal(code);
      if (input['EventBusName'] !== fake.bus) return refusal('ResourceNotFoundException');
      return ACTIONS[action]?.(fake, input) ?? refusal('UnknownOperationException');
    },
    deliver: async (entry) => {
      for (const rule of fake.rules.values()) {
        if (matches(JSON.parse(rule.pattern), toEvent(entry)))
          for (const arn of rule.targets.values()) await send(fake, rule, { arn, entry });
      }
    },
  };
  return fake;
}

type Action = (fake: FakeEventRules, input: Readonly<Record<string, unknown>>) => RuleAnswer;

/** Actions that require an existing rule. */
const ofRule =
  (act: (rule: FakeRule, input: Readonly<Record<string, unknown>>, fake: FakeEventRules) => RuleAnswer): Action =>
  (fake, input) => {
    const rule = fake.rules.get(String(input['Rule'] ?? input['Name']));
    return rule ? act(rule, input, fake) : refusal('ResourceNotFoundException');
  };

const ACTIONS: Readonly<Record<string, Action>> = {
  PutRule: ({ rules, bus }, input) => {
    const { Name: name, EventPattern: pattern } = input as { Name: string; EventPattern: string };
    if (!RULE_NAME.test(name) || pattern.length > MAX_PATTERN_CHARACTERS) return refusal('ValidationException');
    const arn = `arn:aws:events:${REGION}:${ACCOUNT}:rule/${bus}/${name}`;
    rules.set(name, { name, arn, pattern, targets: rules.get(name)?.targets ?? new Map<string, string>() });
    return { status: 200, answer: { RuleArn: arn } };
  },
  PutTargets: ofRule((rule, input) => {
    for (const { Id, Arn } of input['Targets'] as { Id: string; Arn: string }[]) rule.targets.set(Id, Arn);
    return { status: 200, answer: { FailedEntryCount: 0, FailedEntries: [] } };
  }),
  RemoveTargets: ofRule((rule, input) => {
    for (const id of input['Ids'] as string[]) rule.targets.delete(id);
    return { status: 200, answer: { FailedEntryCount: 0, FailedEntries: [] } };
  }),
  DeleteRule: ofRule((rule, _input, { rules }) => {
    if (rule.targets.size > 0) return refusal('ValidationException');
    rules.delete(rule.name);
    return { status: 200, answer: {} };
  }),
  DescribeRule: ofRule(({ name, arn, pattern }) => ({
    status: 200,
    answer: { Name: name, Arn: arn, EventPattern: pattern, State: 'ENABLED' },
  })),
  ListRules: ({ rules, rulesAPage }, input) => {
    const { NamePrefix: prefix = '', NextToken: from = '0' } = input as { NamePrefix?: string; NextToken?: string };
    const found = [...rules.values()].filter(({ name }) => name.startsWith(prefix));
    const end = Number(from) + rulesAPage;
    const page = found.slice(Number(from), end).map(({ name, arn, pattern, state = 'ENABLED', managedBy }) => ({
      Name: name,
      Arn: arn,
      EventPattern: pattern,
      State: state,
      ManagedBy: managedBy,
    }));
    return { status: 200, answer: { Rules: page, ...(end < found.length && { NextToken: String(end) }) } };
  },
  ListTargetsByRule: ofRule(({ targets }) => ({
    status: 200,
    answer: { Targets: [...targets].map(([Id, Arn]) => ({ Id, Arn })) },
  })),
};

function refusal(code: string): RuleAnswer {
  return { status: 400, answer: { __type: code, message: 'rejected' } };
}

function toEvent({ Source, DetailType, Detail, Time }: Put): object {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': DetailType,
    source: Source,
    account: ACCOUNT,
    time: new Date(Time * 1000).toISOString().replace('.000Z', 'Z'),
    region: REGION,
    resources: [],
    detail: JSON.parse(Detail) as unknown,
  };
}

/**
 * Matches lists of strings at any depth; one element of each must match. EventBridge has more operators, which no test
 * uses.
 */
function matches(pattern: unknown, value: unknown): boolean {
  if (Array.isArray(pattern)) return pattern.includes(value);
  const members = Object.entries(pattern as Record<string, unknown>);
  return members.every(
    ([name, desired]) =>
      typeof value === 'object' && value !== null && matches(desired, (value as Record<string, unknown>)[name]),
  );
}

async function send(
  { queues }: FakeEventRules,
  rule: FakeRule,
  { arn, entry }: { readonly arn: string; readonly entry: Put },
): Promise<void> {
  const name = arn.slice(arn.lastIndexOf(':') + 1);
  const queue = await queues?.inspectQueue(name);
  // EventBridge drops events for which it has no permission to deliver.
  if (queue && lets(queue, rule.arn))
    await queues?.sendMessage(name, withoutSurrogates(JSON.stringify(toEvent(entry))));
}

/** Replaces characters above U+FFFF, which SQS accepts and the embedded SQS rejects. */
function withoutSurrogates(json: string): string {
  return json.replace(/[\ud800-\udfff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`);
}

interface Statement {
  readonly Effect: string;
  readonly Principal: { readonly Service?: string };
  readonly Action: string;
  readonly Resource: string;
  readonly Condition?: { readonly ArnEquals?: Readonly<Record<string, string>> };
}

function lets({ arn, attributes }: Target, ruleArn: string): boolean {
  const { Statement: statements } = JSON.parse(attributes['Policy'] ?? '{"Statement":[]}') as {
    Statement: Statement[];
  };
  return statements.some(
    ({ Effect, Principal, Action, Resource, Condition }) =>
      [Effect, Principal.Service, Action, Resource, Condition?.ArnEquals?.['aws:SourceArn']].join(' ') ===
      ['Allow', 'events.amazonaws.com', 'sqs:SendMessage', arn, ruleArn].join(' '),
  );
}
