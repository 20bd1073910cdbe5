import { change } from './define.ts';
import { SENT_AT, type CatalogObject, type IdentityRule } from './entry.ts';
import { idList } from './rule.ts';
import { member } from '../change/json.ts';

const permissionIdentity: IdentityRule = ({ verb, value }) => {
  const targets = member(value, 'target_ids');
  return targets === undefined ? [verb, SENT_AT] : [verb, idList(targets), SENT_AT];
};

export const permissions = {
  object: 'permissions',
  title: 'Permissions',
  product: 'Facebook Login',
  entries: [
    // One field per permission's name, and `connected` and `bookmarked`.
    change('*', {
      title: 'Permission',
      meaning: 'A user granted or revoked the permission that the field names.',
      identity: 'verb, sorted(target_ids) where there are any, entry.time',
      identify: permissionIdentity,
      certainty: 'guessed',
      personal: ['target_ids'],
    }),
  ],
} as const satisfies CatalogObject;
