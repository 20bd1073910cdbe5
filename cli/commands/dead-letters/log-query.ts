import { isUuid } from '../../../src/text/uuid.ts';

/** A Logs Insights query for the log entries of deliveries. */
export interface LogQuery {
  readonly document: { readonly query: string; readonly logGroups: readonly string[]; readonly startTime: string };
  /** The query and the command that runs it, as lines for people. */
  readonly lines: readonly string[];
}

const MINUTE_MS = 60_000;

/**
 * Creates the Logs Insights query for all log entries of ingress and worker about these deliveries. If none of them
 * has an id that ingress gave, it finds all errors from that time on.
 * @param deliveryIds - as they are in the queue. Other senders may have chosen them, so only UUIDs get into the query,
 *   which people paste into a shell.
 * @param logGroups - empty if they are not known
 * @param sinceMs - when the first delivery was received
 */
export function logQuery(deliveryIds: readonly string[], logGroups: readonly string[], sinceMs: number): LogQuery {
  const ids = deliveryIds.filter(isUuid).map((id) => `"${id}"`);
  const query = [
    'fields @timestamp, service, level, message, code, hint, failed, error, errorCode, awsStatus, awsRequestId',
    ids.length > 0 ? `| filter deliveryId in [${ids.join(', ')}]` : '| filter level = "ERROR"',
    '| sort @timestamp asc',
    '| limit 1000',
  ].join('\n');
  const startMs = sinceMs - MINUTE_MS;
  const groups = logGroups.map((name) => `'${name}'`).join(' ') || '<the log groups of ingress and worker>';
  return {
    document: { query, logGroups, startTime: new Date(startMs).toISOString() },
    lines: [
      'Log entries of this delivery (CloudWatch > Logs Insights):',
      '',
      ...query.split('\n').map((line) => `  ${line}`),
      '',
      'Or in a shell, followed by aws logs get-query-results --query-id <queryId>:',
      '',
      `  aws logs start-query --start-time ${Math.floor(startMs / 1000)} --end-time $(date +%s) ` +
        `--log-group-names ${groups} \\`,
      `    --query-string '${query.replaceAll('\n', ' ')}'`,
    ],
  };
}
