import { defineCommand } from '../../framework/define-command.ts';

const NOTES = `Writes a CDK app for TypeScript with a receiver, one consumer and its test. The
app has the versions of meta-webhooks-aws and of the CDK that are tested
together. Nothing is installed and nothing is deployed.

The folder must not exist, or must be empty. The folder's name becomes the name
of the app, as far as npm allows it.

Neither in an app that has the package nor in a clone of its repository? Then
write meta-webhooks-aws for meta-webhooks: npx looks for a package of the name
that it is given.`;

/** `init`. */
export const init = defineCommand({
  name: 'init',
  summary: 'create a CDK app with a receiver and a consumer',
  arguments: [{ name: '<dir>', description: 'the folder of the new app' }],
  options: [{ flags: '--dry-run', description: 'list the files, write none' }],
  notes: [NOTES],
  examples: [{ args: 'my-webhooks' }, { args: 'my-webhooks --dry-run' }],
  connects: 'never',
  run: async (context, { args, options }) => (await import('./run.ts')).init(context, args.dir, options),
});
