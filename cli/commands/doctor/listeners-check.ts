import {
  ListRulesCommand,
  ListTargetsByRuleCommand,
  type EventBridgeClient,
  type Rule,
} from '@aws-sdk/client-eventbridge';
import { EVENT_SOURCE } from '../../../src/events/event-reference.ts';
import { formatCount } from '../../terminal/format.ts';
import { AWS_LIMIT_MS, ok, warning, type Check } from './check.ts';

/** Temporary rules of `listen`, `setup` and `doctor`. */
const TRANSIENT = /^meta-webhooks-listen-/;

/** Checks whether a rule on the bus has targets: EventBridge drops events that no rule matches. */
export const listenersCheck: Check = {
  name: 'listeners',
  limitMs: AWS_LIMIT_MS,
  examine: async ({ context: { clients, stack }, signal }) => {
    const bus = { client: clients.eventBridge, name: stack.output('eventBusName'), signal };
    const rules = (await listRules(bus)).filter(isListening);
    let [listening, targets] = [0, 0];
    for (const { Name = '' } of rules) {
      const count = await countTargets(bus, Name);
      targets += count;
      if (count > 0) listening += 1;
    }
    if (listening > 0) return ok(`${formatCount(listening, 'rule')} on the bus with ${formatCount(targets, 'target')}`);
    return warning(
      'no rule on the bus has targets, so events are dropped',
      'Add a rule, or receiver.onChange(…) in bin/app.ts. `npx meta-webhooks listen` prints the events.',
    );
  },
};

interface BusPlace {
  readonly client: EventBridgeClient;
  readonly name: string;
  readonly signal: AbortSignal;
}

async function listRules({ client, name, signal }: BusPlace): Promise<Rule[]> {
  const rules: Rule[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new ListRulesCommand({ EventBusName: name, NextToken }), { abortSignal: signal });
    rules.push(...(page.Rules ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return rules;
}

/** Whether a rule counts. Excludes rules managed by AWS, for example for an archive. */
function isListening({ Name = '', State, ManagedBy, EventPattern }: Rule): boolean {
  return State !== 'DISABLED' && ManagedBy === undefined && !TRANSIENT.test(Name) && mayMatch(EventPattern);
}

/** Whether a pattern can match our source. Assumes that a pattern other than a list of names can match. */
function mayMatch(pattern: string | undefined): boolean {
  if (pattern === undefined) return false;
  try {
    const { source } = JSON.parse(pattern) as { readonly source?: unknown };
    return !Array.isArray(source) || source.some((one) => typeof one !== 'string' || one === EVENT_SOURCE);
  } catch {
    return true;
  }
}

async function countTargets({ client, name, signal }: BusPlace, Rule: string): Promise<number> {
  let count = 0;
  let NextToken: string | undefined;
  do {
    const page = await client.send(new ListTargetsByRuleCommand({ EventBusName: name, Rule, NextToken }), {
      abortSignal: signal,
    });
    count += page.Targets?.length ?? 0;
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return count;
}
