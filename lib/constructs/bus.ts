import { EventBus } from 'aws-cdk-lib/aws-events';
import type { CfnEventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';

/**
 * Carries one event per change to the rules of its users. CDK names it after its place in the stack: EventBridge wants
 * a name.
 */
export class Bus extends Construct {
  readonly bus: EventBus;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', { description: "Changes from Meta's webhooks, one event each" });
    (this.bus.node.defaultChild as CfnEventBus).overrideLogicalId('EventBus');
  }
}
