import { describe, expect, it } from '@jest/globals';
import { metricData } from '../../../lambdas/aws/metrics.ts';
import { createOutput } from '../../../lambdas/aws/output.ts';
import { METRIC_LINES } from '../../../src/metrics/metric-lines.ts';
import { addUp, getMetrics, recordOutput } from '../../support/harness/emf-lines.ts';

const NOON = Date.parse('2026-01-01T12:00:00.000Z');
const parse = (lines: readonly string[]): unknown[] => lines.map((line) => JSON.parse(line) as unknown);

describe('a line of metrics', () => {
  it('has each metric once under each set of dimensions, with its service', () => {
    const { output, emf } = recordOutput('ingress');
    output.write('rejected', { app: 'meta', code: 'BODY_EMPTY' }, { RejectedRequests: 1 });
    const metric = { namespace: 'MetaWebhooks', name: 'RejectedRequests', values: [1] };
    expect(getMetrics(emf)).toEqual([
      { ...metric, dimensions: { service: 'ingress', app: 'meta' } },
      { ...metric, dimensions: { service: 'ingress', app: 'meta', code: 'BODY_EMPTY' } },
    ]);
  });

  it('keeps nothing of the line before', () => {
    const { output, emf } = recordOutput('worker');
    output.write('changes', { app: 'meta', object: 'page' }, { Changes: 3, Failed: 2 });
    output.write('archived', { app: 'shop' }, { ArchiveBytes: 9 });
    expect(getMetrics(emf.slice(1))).toEqual([
      {
        namespace: 'MetaWebhooks',
        name: 'ArchiveBytes',
        dimensions: { service: 'worker', app: 'shop' },
        values: [9],
      },
    ]);
  });

  it('may have several values of a metric, and has no metric without one', () => {
    const { output, emf } = recordOutput('worker');
    output.write(
      'changes',
      { app: 'meta', object: 'page' },
      { Changes: 2, Weak: undefined, ProcessingLatency: [5, 7], EndToEndLatency: [] },
    );
    expect(new Set(getMetrics(emf).map(({ name }) => name))).toEqual(new Set(['Changes', 'ProcessingLatency']));
    expect(addUp(emf, 'ProcessingLatency', { service: 'worker', app: 'meta', object: 'page' })).toBe(12);
  });

  it('is not written when there is nothing to write', () => {
    const { output, printed } = recordOutput('worker');
    output.write('changes', { app: 'meta', object: 'page' }, {});
    expect(printed).toEqual([]);
  });

  it('may have no dimensions of its own', () => {
    const { output, emf } = recordOutput('worker');
    output.write('batch', {}, { Deliveries: 4 });
    expect(getMetrics(emf)).toEqual([
      { namespace: 'MetaWebhooks', name: 'Deliveries', dimensions: { service: 'worker' }, values: [4] },
    ]);
  });

  it('has no more metrics, values and dimensions than the format allows', () => {
    // 100 metrics and 30 dimensions a line: EMF's specification. The worker gives at most one value per delivery, 10.
    for (const { sets, metrics } of Object.values(METRIC_LINES)) {
      expect(Object.keys(metrics).length).toBeLessThan(100);
      for (const names of sets) expect(names.length).toBeLessThan(30);
    }
  });
});

describe('a line of the log', () => {
  it('has its level, message, time, service and fields, as the Powertools Logger writes them', () => {
    const { output, printed } = recordOutput('worker', () => NOON);
    output.warn('not yet', { deliveryId: 'd', code: undefined });
    expect(parse(printed)).toEqual([
      {
        level: 'WARN',
        message: 'not yet',
        timestamp: '2026-01-01T12:00:00.000Z',
        service: 'worker',
        deliveryId: 'd',
      },
    ]);
  });

  it('holds its metrics, of several sets of dimensions', () => {
    const { output, printed, emf } = recordOutput('worker', () => NOON);
    output.info(
      'delivered',
      { deliveryId: 'd', app: 'meta' },
      metricData('batch', {}, { Deliveries: 1 }),
      metricData('changes', { app: 'meta', object: 'page' }, { Changes: 2, Emitted: 2 }),
    );
    const Namespace = 'MetaWebhooks';
    expect(parse(printed)).toEqual([
      {
        level: 'INFO',
        message: 'delivered',
        timestamp: '2026-01-01T12:00:00.000Z',
        service: 'worker',
        deliveryId: 'd',
        app: 'meta',
        object: 'page',
        Deliveries: 1,
        Changes: 2,
        Emitted: 2,
        _aws: {
          Timestamp: 1_767_268_800_000,
          CloudWatchMetrics: [
            { Namespace, Dimensions: [['service']], Metrics: [{ Name: 'Deliveries' }] },
            {
              Namespace,
              Dimensions: [
                ['service', 'app'],
                ['service', 'app', 'object'],
              ],
              Metrics: [{ Name: 'Changes' }, { Name: 'Emitted' }],
            },
          ],
        },
      },
    ]);
    expect(addUp(emf, 'Changes', { service: 'worker', app: 'meta' })).toBe(2);
  });

  it('leaves metrics of another app or object to a line of their own, and loses none', () => {
    const { output, lines, emf } = recordOutput('worker');
    const changes = (app: string, object: string, Changes: number) =>
      metricData('changes', { app, object }, { Changes });
    output.info(
      'batch processed',
      { deliveries: 4 },
      changes('meta', 'page', 1),
      changes('meta', 'instagram', 2),
      changes('shop', 'page', 4),
      changes('meta', 'page', 8),
    );
    const sum = (app: string, object: string) => addUp(emf, 'Changes', { service: 'worker', app, object });
    expect([sum('meta', 'page'), sum('meta', 'instagram'), sum('shop', 'page')]).toEqual([9, 2, 4]);
    expect([lines.length, emf.length]).toEqual([1, 3]);
  });

  it('leaves a metric that already has another set of dimensions to a line of its own', () => {
    const { output, emf } = recordOutput('worker');
    output.info(
      'batch processed',
      {},
      metricData('changes', { app: 'meta', object: 'page' }, { Changes: 5, SameIdOtherContent: 3 }),
      metricData('sameId', { app: 'meta', kind: 'feed' }, { SameIdOtherContent: 1 }),
      metricData('sameId', { app: 'meta', kind: 'ratings' }, { SameIdOtherContent: 2 }),
    );
    const sum = (dimensions: Record<string, string>) =>
      addUp(emf, 'SameIdOtherContent', { service: 'worker', app: 'meta', ...dimensions });
    expect([sum({ object: 'page' }), sum({ kind: 'feed' }), sum({ kind: 'ratings' })]).toEqual([3, 1, 2]);
  });
});

describe('what goes wrong', () => {
  it('does not throw, and spoils no other metric and no line of the log: a value of another type', () => {
    const { output, lines, emf } = recordOutput('ingress');
    const broken = { RejectedRequests: 'many' as unknown as number };
    output.warn(
      'rejected',
      { code: 'BODY_EMPTY' },
      metricData('rejected', { app: 'meta', code: 'BODY_EMPTY' }, broken),
      metricData('secret', { app: 'meta' }, { MalformedSecretMembers: 2 }),
    );
    output.write('rejected', { app: 'meta', code: 'BODY_EMPTY' }, broken);
    expect(getMetrics(emf).map(({ name }) => name)).toEqual(['MalformedSecretMembers']);
    const failure = {
      level: 'warn',
      message: 'failed to write metrics',
      fields: { line: 'rejected', error: 'RangeError' },
    };
    expect(lines).toEqual([failure, expect.objectContaining({ message: 'rejected' }), failure]);
  });

  it.each([NaN, Infinity])('does not write %s, which JSON cannot hold', (value) => {
    const { output, emf } = recordOutput('worker');
    output.write('batch', {}, { Deliveries: 1, RemainingTime: value });
    expect(emf).toEqual([]);
  });

  it('does not throw: an output that is closed', () => {
    const print = (): void => {
      throw Object.assign(new Error('planted'), { code: 'EPIPE' });
    };
    const output = createOutput({ service: 'ingress', namespace: 'Test', print });
    output.info('accepted', {}, metricData('accepted', { app: 'meta' }, { Accepted: 1 }));
    output.write('rejected', { app: 'meta', code: 'BODY_EMPTY' }, { RejectedRequests: 1 });
    expect(output).toBeDefined();
  });
});
