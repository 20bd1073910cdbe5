import { changes } from './define.ts';
import type { CatalogObject } from './entry.ts';

/** Fields whose value is an object with a verb and an id. */
const CONNECTIONS = [
  'books',
  'favorite_athletes',
  'favorite_teams',
  'feed',
  'friends',
  'likes',
  'live_videos',
  'movies',
  'music',
  'photos',
  'picture',
  'statuses',
  'television',
  'videos',
] as const;

/** Fields whose value is the new text, list or object. */
const PROFILE = [
  'about',
  'birthday',
  'education',
  'email',
  'fbe_install',
  'first_name',
  'gender',
  'hometown',
  'last_name',
  'location',
  'name',
  'relationship_status',
  'religion',
  'work_history',
] as const;

export const user = {
  object: 'user',
  title: 'User',
  product: 'Facebook Login',
  entries: changes([...CONNECTIONS, ...PROFILE], (field) => ({
    title: `User: ${field.replaceAll('_', ' ')}`,
    meaning: `What a user of the app shares changed: ${field.replaceAll('_', ' ')}.`,
    certainty: 'guessed',
    personal: ['value'],
  })),
} as const satisfies CatalogObject;
