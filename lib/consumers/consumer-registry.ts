import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/** A consumer, as monitoring sees it. */
export interface RegisteredConsumer {
  /** Path below the receiver, its stack or the app, without separators: `Leads`, `StoryInsightsChanges`. */
  readonly id: string;
  /** Name of the rule, as in its metrics. */
  readonly ruleName: string;
  readonly deadLetters: IQueue;
}

interface Registered extends Omit<RegisteredConsumer, 'id'> {
  readonly construct: IConstruct;
}

const CONSUMERS = new WeakMap<IConstruct, Registered[]>();

/** Makes a consumer known to the monitoring of its receiver, in whichever stack it is. */
export function registerConsumer(webhooks: IConstruct, consumer: Registered): void {
  CONSUMERS.set(webhooks, [...(CONSUMERS.get(webhooks) ?? []), consumer]);
}

/** Returns the consumers of a receiver so far. */
export function listConsumers(webhooks: IConstruct): RegisteredConsumer[] {
  const registered = CONSUMERS.get(webhooks) ?? [];
  const ids = registered.map(({ construct }) => shortId(webhooks, construct));
  return registered.map(({ construct, ruleName, deadLetters }, i) => {
    const short = ids[i] ?? '';
    const isUnique = ids.filter((id) => id === short).length === 1;
    return { id: isUnique ? short : toId(construct.node.path), ruleName, deadLetters };
  });
}

/** Two consumers may have the same construct id, so the id is a path. */
function shortId(webhooks: IConstruct, { node: { path } }: IConstruct): string {
  const above = [webhooks, Stack.of(webhooks)].find(({ node }) => path.startsWith(`${node.path}/`));
  return toId(above ? path.slice(above.node.path.length + 1) : path);
}

const toId = (path: string): string => path.replaceAll(/[^A-Za-z0-9_-]/g, '');
