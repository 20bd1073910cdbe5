import { randomBytes } from 'node:crypto';

/** Prefix of the names of all stacks of `verify:aws`. The clean-up deletes nothing else. */
export const NAME_PREFIX = 'MetaWebhooksVerify-';
/** Key of the tag of all resources of a run; its value is the name of the run. */
export const RUN_TAG = 'meta-webhooks:verify';
/** Name of a run: its stack's name. */
export const RUN_NAME = /^MetaWebhooksVerify-[a-z0-9]{6}$/;

/** Returns a new name for a run: the prefix and six random hex digits. */
export const newRunName = (): string => `${NAME_PREFIX}${randomBytes(3).toString('hex')}`;

/** Returns the name of a run from the name of one of its stacks, or undefined for any other stack. */
export function runOfStack(stackName: string): string | undefined {
  const run = stackName.replace(/-Monitoring$/, '');
  return RUN_NAME.test(run) ? run : undefined;
}
