// Synthesizes a consumer from one file, which needs esbuild.
const { App, Stack } = require('aws-cdk-lib/core');
const { MetaWebhooks } = require('meta-webhooks-aws');

const webhooks = new MetaWebhooks(new Stack(new App({ outdir: 'cdk.out' }), 'Test'), 'Webhooks');
webhooks.addConsumer('Comments', { detailType: 'instagram.comments', entry: 'consumer.cjs' });
