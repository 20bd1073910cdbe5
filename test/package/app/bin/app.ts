import { App } from 'aws-cdk-lib/core';
import { ConsumerStack } from '../lib/consumer-stack';
import { ReceiversStack } from '../lib/receivers-stack';

const app = new App();
const { shop } = new ReceiversStack(app, 'Receivers');
new ConsumerStack(app, 'Consumer', { webhooks: shop });
