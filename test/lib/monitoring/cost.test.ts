import { expect, it } from '@jest/globals';
import { alarmMetrics } from '../../../cli/commands/cost/monthly.ts';
import { watchedBy } from '../../../tools/dashboard/alarm-states.ts';
import { example } from './watched.ts';

const APP = { appId: '1234' };

it.each([
  { apps: 1, metaWebhooks: {} },
  { apps: 3, metaWebhooks: { apps: { meta: APP, shop: APP, blog: APP } } },
])(
  'the cost command counts the metrics in the alarms of $apps apps as the template has them',
  ({ apps, metaWebhooks }) => {
    // The example has one consumer.
    const deployment = { apps, objects: 2, consumers: 1, monitoring: true, customerManagedKey: false };
    const metrics = example(metaWebhooks).alarms.flatMap((alarm) => watchedBy(alarm));
    expect(alarmMetrics(deployment)).toBe(metrics.length);
  },
);
