import { Metrics as Powertools } from '@aws-lambda-powertools/metrics';
import { describe, expect, it } from '@jest/globals';
import { createMetrics } from '../../../lambdas/aws/metrics.ts';
import { METRIC_LINES } from '../../../src/metrics/metric-lines.ts';
import { getMetrics, recordMetrics, addUp } from '../../support/harness/emf-lines.ts';
import { recordLog } from '../../support/harness/log-lines.ts';

const powertools = (): Powertools => new Powertools({ namespace: 'Test', serviceName: 'ingress' });

describe('a line of metrics', () => {
  it('has each metric once under each set of dimensions, with its service', () => {
    const { metrics, emf } = recordMetrics('ingress');
    metrics.write('rejected', { app: 'meta', code: 'BODY_EMPTY' }, { RejectedRequests: 1 });
    expect(getMetrics(emf)).toEqual([
      {
        namespace: 'MetaWebhooks',
        name: 'RejectedRequests',
        unit: 'Count',
        dimensions: { service: 'ingress', app: 'meta' },
        values: [1],
      },
      {
        namespace: 'MetaWebhooks',
        name: 'RejectedRequests',
        unit: 'Count',
        dimensions: { service: 'ingress', app: 'meta', code: 'BODY_EMPTY' },
        values: [1],
      },
    ]);
  });

  it('keeps nothing of the line before', () => {
    const { metrics, emf } = recordMetrics('worker');
    metrics.write('changes', { app: 'meta', object: 'page' }, { Changes: 3, Failed: 2 });
    metrics.write('archived', { app: 'shop' }, { ArchiveBytes: 9 });
    expect(getMetrics(emf.slice(1))).toEqual([
      {
        namespace: 'MetaWebhooks',
        name: 'ArchiveBytes',
        unit: 'Bytes',
        dimensions: { service: 'worker', app: 'shop' },
        values: [9],
      },
    ]);
  });

  it('may have several values of a metric, and has no metric without one', () => {
    const { metrics, emf } = recordMetrics('worker');
    metrics.write(
      'changes',
      { app: 'meta', object: 'page' },
      { Changes: 2, Weak: undefined, ProcessingLatency: [5, 7], EndToEndLatency: [] },
    );
    expect(new Set(getMetrics(emf).map(({ name }) => name))).toEqual(new Set(['Changes', 'ProcessingLatency']));
    expect(addUp(emf, 'ProcessingLatency', { service: 'worker', app: 'meta', object: 'page' })).toBe(12);
  });

  it('is not written when there is nothing to write', () => {
    const { metrics, emf } = recordMetrics('worker');
    metrics.write('changes', { app: 'meta', object: 'page' }, {});
    expect(emf).toEqual([]);
  });

  it('may have no dimensions of its own', () => {
    const { metrics, emf } = recordMetrics('worker');
    metrics.write('batch', {}, { Deliveries: 4 });
    expect(getMetrics(emf)).toEqual([
      { namespace: 'MetaWebhooks', name: 'Deliveries', unit: 'Count', dimensions: { service: 'worker' }, values: [4] },
    ]);
  });

  it('makes Powertools warn of nothing, which would be a line in the log for each', () => {
    const { log, lines } = recordLog();
    const warn = (message: string): void => {
      log.warn(message, {});
    };
    const metrics = createMetrics(
      new Powertools({ namespace: 'Test', logger: { ...console, warn } }),
      log,
      () => undefined,
    );
    metrics.write('rejected', { app: 'meta', code: 'BODY_EMPTY' }, { RejectedRequests: 1 });
    metrics.write('changes', { app: 'meta', object: 'page' }, { Changes: 1 });
    metrics.write('changes', { app: 'meta', object: 'page' }, {});
    metrics.write('batch', {}, { Deliveries: 1 });
    expect(lines).toEqual([]);
  });

  it('has no more metrics, values and dimensions than the format allows', () => {
    // 100 metrics and 30 dimensions a line: EMF's specification. The worker gives at most one value per delivery, 10.
    for (const { sets, metrics } of Object.values(METRIC_LINES)) {
      expect(Object.keys(metrics).length).toBeLessThan(100);
      for (const names of sets) expect(names.length).toBeLessThan(30);
    }
  });
});

describe('what goes wrong with metrics', () => {
  it('does not throw, and spoils no other line: a value of another type', () => {
    const { log, lines } = recordLog();
    const printed: string[] = [];
    const metrics = createMetrics(powertools(), log, (line) => void printed.push(line));
    metrics.write('rejected', { app: 'meta', code: 'BODY_EMPTY' }, { RejectedRequests: 'many' as unknown as number });
    metrics.write('rejected', { app: 'meta', code: 'BODY_EMPTY' }, { RejectedRequests: 1 });
    expect(printed).toHaveLength(1);
    expect(lines).toEqual([
      {
        level: 'warn',
        message: 'failed to write metrics',
        fields: expect.objectContaining({ line: 'rejected', error: 'RangeError' }),
      },
    ]);
  });

  it('does not throw: an output that is closed', () => {
    const { log, lines } = recordLog();
    const metrics = createMetrics(powertools(), log, () => {
      throw Object.assign(new Error('planted'), { code: 'EPIPE' });
    });
    metrics.write('rejected', { app: 'meta', code: 'BODY_EMPTY' }, { RejectedRequests: 1 });
    expect(JSON.stringify(lines)).toContain('EPIPE');
    expect(JSON.stringify(lines)).not.toContain('planted');
  });
});
