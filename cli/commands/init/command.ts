import { defineCommand } from '../../framework/define-command.ts';

const NOTES = `Writes a CDK app for TypeScript with a receiver, one consumer and its test. It
contains the versions of meta-webhooks-aws and of the CDK that are tested
together. Nothing is installed and nothing is deployed.

The folder must not exist, or must be empty. The folder's name becomes the name
of the app.

Where neither the package nor a clone is installed, write meta-webhooks-aws for
meta-webhooks: npx looks for a package of the name that it is given.`;

/** `init`. */
export const init = defineCommand({
  name: 'init',
  summary: 'create a CDK app with a receiver and a consumer',
  arguments: [{ name: '<dir>', description: 'the folder of the new app' }],
  options: [{ flags: '--dry-run', description: 'only list the files' }],
  notes: [NOTES],
  examples: [{ args: 'my-webhooks' }, { args: 'my-webhooks --dry-run' }],
  connects: 'never',
  run: async (context, { args, options }) => (await import('./run.ts')).init(context, args.dir, options),
});
