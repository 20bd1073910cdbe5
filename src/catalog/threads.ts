import { change } from './define.ts';
import type { CatalogObject } from './entry.ts';
import { byId } from './identity-rule.ts';
import type { ThreadsDeleteValue, ThreadsPost } from './values/threads.ts';

const identity = byId<ThreadsPost>([['id']], {
  because: 'Threads reference, webhooks: each topic is sent once per thread, with its id',
  time: ['timestamp'],
});
const DELETED = byId<ThreadsDeleteValue>([['id']], {
  because: 'Threads reference, webhooks: a thread is deleted once',
  time: ['deleted_at'],
});
const certainty = 'likely';
const personal = ['username', 'text', 'owner'];

/** Object of Threads. Its envelope has no object; `target_id` is the scope. */
export const threads = {
  object: 'threads',
  title: 'Threads',
  product: 'Threads API',
  entries: [
    change('replies', {
      title: 'Reply',
      meaning: 'A person replied to a thread of the user.',
      identity,
      certainty,
      permission: 'threads_read_replies or threads_manage_replies',
      personal,
    }),
    change('mentions', {
      title: 'Mention',
      meaning: 'A person mentioned the user.',
      identity,
      certainty,
      permission: 'threads_manage_mentions',
      personal,
    }),
    change('publish', {
      title: 'Published',
      meaning: 'A thread of the user was published.',
      identity,
      certainty,
      permission: 'threads_basic',
      personal,
    }),
    change('delete', {
      title: 'Deleted',
      meaning: 'A thread of the user was deleted. Delete its content.',
      identity: DELETED,
      certainty,
      permission: 'threads_delete',
      personal,
    }),
  ],
} as const satisfies CatalogObject;
