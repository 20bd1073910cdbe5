import { CfnOutput, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { RECEIVER_OUTPUT_VERSION, type ReceiverOutput } from '../../src/receiver-output/receiver-output.ts';

/**
 * Writes the output from which the commands read everything. Its logical id is the id of the receiver and
 * `Receiver`. It is no export: the value of an export has at most 1,024 characters.
 */
export function addReceiverOutput(scope: Construct, receiver: Omit<ReceiverOutput, 'version'>): void {
  const value = Stack.of(scope).toJsonString({ version: RECEIVER_OUTPUT_VERSION, ...receiver });
  const description = 'The receiver, for the meta-webhooks command';
  new CfnOutput(scope, 'Output', { value, description }).overrideLogicalId(`${receiver.id}Receiver`);
}
