import { describe, expect, it } from '@jest/globals';
import { synthesizeExample } from '../../bin/synthesized-example.ts';
import { estimateCost, formatCost, type Template } from '../../tools/verify-aws/estimate-cost.ts';

const resources = (...types: readonly string[]): Template => ({
  Resources: Object.fromEntries(types.map((Type, i) => [`R${i}`, { Type }])),
});

describe('the expected cost of verify:aws', () => {
  it('knows the price of every resource type of both stacks', () => {
    const { pipeline, monitoring } = synthesizeExample({}, { encryption: 'CUSTOMER_MANAGED' });
    expect(estimateCost([pipeline as Template, monitoring as Template]).unknownTypes).toEqual([]);
  });

  it('names a type whose price it does not know', () => {
    const estimate = estimateCost([resources('AWS::EC2::NatGateway')]);
    expect(estimate.unknownTypes).toEqual(['AWS::EC2::NatGateway']);
    expect(formatCost(estimate)).toContain('no price known for AWS::EC2::NatGateway');
  });

  // $1 a month for a KMS key (AWS's price page, 2026-11); a day of the shortest month.
  it('counts a day of a monthly price', () => {
    const { totalDollars: without } = estimateCost([resources()]);
    const { totalDollars: withTwoKeys } = estimateCost([resources('AWS::KMS::Key', 'AWS::KMS::Key')]);
    expect(withTwoKeys - without).toBeCloseTo(2 / 28, 10);
  });
});
