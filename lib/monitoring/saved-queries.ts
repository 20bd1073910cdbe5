import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { MonitoredResources } from '../meta-webhooks-interface.ts';

type LogName = 'ingress' | 'worker' | 'access log';

interface SavedQuery {
  readonly name: string;
  readonly logs: readonly LogName[];
  /** Commands of the CloudWatch Logs Insights query language. */
  readonly query: readonly string[];
}

/** Queries for troubleshooting, as the runbook uses them. */
const QUERIES: readonly SavedQuery[] = [
  {
    name: 'rejected requests by code',
    logs: ['ingress'],
    query: ['filter message = "rejected"', 'stats count(*) as requests by app, code, hint', 'sort requests desc'],
  },
  {
    name: 'one delivery from end to end',
    logs: ['ingress', 'worker'],
    query: [
      'filter deliveryId = "<deliveryId>"',
      'fields @timestamp, service, message, changes, emitted, duplicates, weak, unknown, failed, errorCode',
      'sort @timestamp asc',
    ],
  },
  {
    name: 'worker failures',
    logs: ['worker'],
    query: [
      'filter level in ["WARN", "ERROR"]',
      'stats count(*) as times, latest(@timestamp) as last by message, error, errorCode, code',
      'sort times desc',
    ],
  },
  {
    name: 'worker crashes and timeouts',
    logs: ['worker'],
    // Lambda writes one such record per invocation, also for a timeout; JSON logs have no "timed out" line.
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
    name: '429 and 413 responses',
    logs: ['access log'],
    query: ['filter status in ["429", "413"]', 'stats count(*) as responses by status, route, bin(5m)'],
  },
  {
    name: 'slowest responses',
    logs: ['access log'],
    query: [
      'filter status = "200"',
      'fields @timestamp, route, latencyMs, integrationLatencyMs',
      'sort latencyMs desc',
      'limit 50',
    ],
  },
];

/** Properties of the saved queries. */
export interface SavedQueriesProps {
  /** Namespace of the receiver: the first part of the queries' names. */
  readonly namespace: string;
  readonly monitored: MonitoredResources;
}

/** Saves the queries in CloudWatch Logs Insights. */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, { namespace, monitored }: SavedQueriesProps) {
    super(scope, id);
    const groups = {
      ingress: monitored.ingressLogGroup,
      worker: monitored.workerLogGroup,
      'access log': monitored.accessLogGroup,
    };
    QUERIES.forEach(({ name, logs, query }, i) => {
      new CfnQueryDefinition(this, `Query${i + 1}`, {
        name: `${namespace}/${name}`,
        logGroupNames: logs.map((log) => groups[log].logGroupName),
        queryString: query.join('\n| '),
      });
    });
  }
}
