import { describe, expect, it } from '@jest/globals';
import { synthesizeExample } from '../../bin/synthesized-example.ts';
import { WORKER_IDS } from '../../tools/verify-aws/questions/platform-line-questions.ts';

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

describe('the worker that verify:aws finds in the stack', () => {
  const { Resources } = synthesizeExample({}).pipeline as { readonly Resources: Readonly<Record<string, Resource>> };
  const find = (type: string, start: string) =>
    Object.entries(Resources).filter(([id, { Type }]) => Type === type && id.startsWith(start));

  it('is the only function with this id, reads the queue, and logs to the log group that verify:aws reads', () => {
    const functions = find('AWS::Lambda::Function', WORKER_IDS.function);
    const logGroups = find('AWS::Logs::LogGroup', WORKER_IDS.logGroup);
    expect([functions.length, logGroups.length]).toEqual([1, 1]);
    const [id, { Properties = {} }] = functions[0]!;
    expect(Properties['LoggingConfig']).toMatchObject({ LogGroup: { Ref: logGroups[0]![0] } });
    const sources = Object.values(Resources).filter(({ Type }) => Type === 'AWS::Lambda::EventSourceMapping');
    expect(sources.map((source) => source.Properties?.['FunctionName'])).toEqual([{ Ref: id }]);
  });
});
