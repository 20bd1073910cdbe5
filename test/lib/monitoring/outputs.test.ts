import { expect, it } from '@jest/globals';
import { example } from './watched.ts';

const { pipeline, monitoring } = example();
const names = (template: object): string[] => Object.keys((template as { Outputs?: object }).Outputs ?? {});

it('beside its named outputs, the pipeline has only those that the monitoring stack reads', () => {
  // The CDK names them.
  const published = names(pipeline).filter((name) => name.startsWith('PublishOutput'));
  const read = [...JSON.stringify(monitoring).matchAll(/"OutputName":"(\w+)"/g)].map(([, name]) => name);
  expect(published.length).toBeGreaterThan(0);
  expect(published.toSorted()).toEqual([...new Set(read)].toSorted());
});

it('the monitoring stack has the two outputs that people need', () => {
  expect(names(monitoring)).toEqual(['DashboardUrl', 'AlarmTopicArn']);
});
