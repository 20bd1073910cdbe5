import { App } from 'aws-cdk-lib/core';
import { WebhooksStack } from '../lib/webhooks-stack.ts';

const app = new App();
new WebhooksStack(app, 'Webhooks');
