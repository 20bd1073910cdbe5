import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { MetaWebhooksStack } from '../meta-webhooks-stack.ts';

type LogName = 'ingress' | 'worker' | 'access log';

interface SavedQuery {
  readonly name: string;
  readonly logs: readonly LogName[];
  /** In the language of CloudWatch Logs Insights. */
  readonly query: readonly string[];
}

/** What people ask of the logs when something is wrong. */
const QUERIES: readonly SavedQuery[] = [
  {
    name: 'refused deliveries by cause',
    logs: ['ingress'],
    query: ['filter message = "refused"', 'stats count(*) as refused by app, code, hint', 'sort refused desc'],
  },
  {
    name: 'one delivery from end to end',
    logs: ['ingress', 'worker'],
    query: [
      'filter deliveryId = "put the deliveryId here"',
      'fields @timestamp, service, message, changes, emitted, duplicates, weak, unknown, failed, errorCode',
      'sort @timestamp asc',
    ],
  },
  {
    name: 'failures of the worker',
    logs: ['worker'],
    query: [
      'filter level in ["WARN", "ERROR"]',
      'stats count(*) as times, latest(@timestamp) as last by message, error, errorCode, code',
      'sort times desc',
    ],
  },
  {
    name: 'ends of the worker',
    logs: ['worker'],
    // Lambda writes one such record an invocation, of a time-out too: no line of it says "timed out" in JSON.
    query: [
      'filter type = "platform.report" and record.status != "success"',
      'fields @timestamp, record.status, record.errorType, record.metrics.durationMs, record.metrics.maxMemoryUsedMB',
      'sort @timestamp desc',
      'limit 50',
    ],
  },
  {
    name: 'dead letters by reason',
    logs: ['worker'],
    query: [
      'filter message = "put into the dead letters"',
      'fields @timestamp, deliveryId, code, hint',
      'sort @timestamp desc',
    ],
  },
  {
    name: 'unknown to the catalog',
    logs: ['worker'],
    query: [
      'filter message = "unknown to the catalog"',
      'stats sum(changes) as changes, earliest(@timestamp) as since by app, unknown, name',
      'sort changes desc',
    ],
  },
  {
    name: 'members unknown to the catalog',
    logs: ['worker'],
    query: [
      'filter message = "members unknown to the catalog"',
      'stats sum(changes) as changes, earliest(@timestamp) as since by app, object, kind, member',
      'sort changes desc',
    ],
  },
  {
    name: 'same id, other content',
    logs: ['worker'],
    query: [
      'filter message = "same id, other content"',
      'fields @timestamp, deliveryId, app, object, kind, claim',
      'sort @timestamp desc',
      'limit 50',
    ],
  },
  {
    name: 'answers 429 and 413',
    logs: ['access log'],
    query: ['filter status in ["429", "413"]', 'stats count(*) as answers by status, route, bin(5m)'],
  },
  {
    name: 'slowest answers',
    logs: ['access log'],
    query: [
      'filter status = "200"',
      'fields @timestamp, route, latencyMs, integrationLatencyMs',
      'sort latencyMs desc',
      'limit 50',
    ],
  },
];

/** The queries, ready in the console of CloudWatch Logs Insights. */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, pipeline: MetaWebhooksStack) {
    super(scope, id);
    const groups = {
      ingress: pipeline.ingress.handler.logGroup,
      worker: pipeline.worker.handler.logGroup,
      'access log': pipeline.ingress.accessLog,
    };
    QUERIES.forEach(({ name, logs, query }, i) => {
      new CfnQueryDefinition(this, `Query${i + 1}`, {
        name: `${pipeline.stackName}/${name}`,
        logGroupNames: logs.map((log) => groups[log].logGroupName),
        queryString: query.join('\n| '),
      });
    });
  }
}
