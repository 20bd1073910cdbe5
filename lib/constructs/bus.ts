import { EventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';

/**
 * Delivers one event per change to the rules of the consumers. CDK generates the name from the construct path, because
 * EventBridge requires a name.
 */
export class Bus extends Construct {
  readonly bus: EventBus;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', { description: "Changes from Meta's webhooks, one event per change" });
  }
}
