import { describe, expect, it } from '@jest/globals';
import { knownFields, knownObjects, unknownFields } from '../../../src/catalog/known-fields.ts';

describe('what can be subscribed to', () => {
  // https://developers.facebook.com/docs/graph-api/webhooks/reference, and the guides of Payments and Threads
  it('are the objects of the catalog', () => {
    expect(knownObjects()).toEqual([
      'ad_account',
      'application',
      'catalog',
      'certificate_transparency',
      'instagram',
      'managed_meta_account',
      'page',
      'payments',
      'permissions',
      'threads',
      'user',
      'whatsapp_business_account',
    ]);
  });

  // Fields that come by one name and are delivered by another, or in lists of another name.
  it.each([
    { object: 'page', field: 'messaging_postbacks' },
    { object: 'page', field: 'standby' },
    { object: 'instagram', field: 'story_insights' },
    { object: 'ad_account', field: 'effective_status' },
    { object: 'whatsapp_business_account', field: 'messages' },
    { object: 'permissions', field: 'instagram_manage_comments' },
  ])('$object has $field', ({ object, field }) => {
    expect(unknownFields(knownFields(object)!, [field])).toEqual([]);
  });

  it.each([
    { object: 'page', field: 'comments' },
    { object: 'whatsapp_business_account', field: 'statuses' },
    { object: 'permissions', field: 'Instagram Manage' },
    { object: 'permissions', field: '*' },
    { object: 'page', field: 'constructor' },
  ])('$object has no $field', ({ object, field }) => {
    expect(unknownFields(knownFields(object)!, [field])).toEqual([field]);
  });

  it.each(['pages', '', 'constructor', '__proto__'])('%j is no object', (object) => {
    expect(knownFields(object)).toBeUndefined();
  });
});
