import { expect, it } from '@jest/globals';
import { findEmfProblems } from './emf-problems.ts';

/** The example of AWS's specification, with a second set of dimensions. */
const directive = {
  Namespace: 'lambda-function-metrics',
  Dimensions: [['functionVersion'], ['functionVersion', 'region']],
  Metrics: [{ Name: 'time', Unit: 'Milliseconds' }, { Name: 'count' }],
};
const line = {
  _aws: { Timestamp: 1574109732004, CloudWatchMetrics: [directive] },
  functionVersion: '$LATEST',
  region: 'eu-central-1',
  time: 100,
  count: [1, 2],
  requestId: '989ffbf8-9ace-4817-a57c-e4dd734019ee',
};
const withDirective = (changed: object) => ({
  ...line,
  _aws: { ...line._aws, CloudWatchMetrics: [{ ...directive, ...changed }] },
});

it("has nothing against the example of AWS's specification, nor against a line without metrics", () => {
  expect(findEmfProblems(line)).toEqual([]);
  expect(findEmfProblems({ level: 'INFO', message: 'delivered' })).toEqual([]);
});

it.each([
  { rule: 'no time', broken: { ...line, _aws: { CloudWatchMetrics: [directive] } } },
  { rule: 'a time with a fraction', broken: { ...line, _aws: { ...line._aws, Timestamp: 1.5 } } },
  { rule: 'no namespace', broken: withDirective({ Namespace: '' }) },
  { rule: 'no set of dimensions', broken: withDirective({ Dimensions: [] }) },
  { rule: 'too many dimensions', broken: withDirective({ Dimensions: [Array(31).fill('region')] }) },
  { rule: 'a metric without a name', broken: withDirective({ Metrics: [{}] }) },
  { rule: 'an unknown unit', broken: withDirective({ Metrics: [{ Name: 'time', Unit: 'ms' }] }) },
  { rule: 'a dimension without a value', broken: { ...line, region: undefined } },
  { rule: 'a dimension that is a number', broken: { ...line, region: 1 } },
  { rule: 'a metric without a value', broken: { ...line, time: null } },
  { rule: 'a metric that is a text', broken: { ...line, time: '100' } },
  { rule: 'too many values', broken: { ...line, count: Array(101).fill(1) } },
  { rule: 'an empty list of values', broken: { ...line, count: [] } },
])('finds $rule', ({ broken }) => {
  expect(findEmfProblems(broken)).not.toEqual([]);
});
