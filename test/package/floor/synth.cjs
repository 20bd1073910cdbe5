// Synthesizes a receiver with all features, and fails if that loads a bundler or a compiler.
const { App, Stack } = require('aws-cdk-lib/core');
const { MetaWebhooks } = require('meta-webhooks-aws');

const app = new App({ outdir: 'cdk.out' });
new MetaWebhooks(new Stack(app, 'Test'), 'Webhooks', { storyInsights: true });
app.synth();
const loaded = Object.keys(require.cache).filter((file) => /node_modules.(esbuild|typescript)./.test(file));
console.log(JSON.stringify({ loaded }));
