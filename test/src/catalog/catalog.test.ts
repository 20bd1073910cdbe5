import { describe, expect, it } from '@jest/globals';
import { CATALOG, changeEntry, eventEntry, entriesFor } from '../../../src/catalog/catalog.ts';
import type { CatalogEntry } from '../../../src/catalog/entry.ts';
import { identify } from '../../../src/pipeline/change/identity.ts';
import { EXPECTED, splitFile, toSplit } from '../../support/builders/expected.ts';

const ENTRIES = CATALOG.flatMap(({ object, entries }) =>
  entries.map((entry: CatalogEntry) => ({ object, entry, rule: `${object}.${entry.field} ${entry.kind}` })),
);

describe('every entry', () => {
  it.each(ENTRIES)('is told in the same short words: $rule', ({ entry }) => {
    expect(entry.title.length).toBeGreaterThan(2);
    expect(entry.meaning).toMatch(/^[A-Z].{5,119}[.…]$/);
    expect(['known', 'likely', 'guessed']).toContain(entry.certainty);
  });

  it.each(ENTRIES)('throws at no value: $rule', ({ entry }) => {
    for (const value of [null, '', 1, [], {}, { id: {} }]) {
      expect(() => [
        identify({ verb: undefined, value, extra: undefined }, { entryId: '', field: '', scope: '' }, entry.identity),
        entry.when?.(value),
      ]).not.toThrow();
    }
  });

  it('stands in the catalog once', () => {
    const names = ENTRIES.map(({ rule, entry }) => `${rule} ${entry.member}`);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('the catalog', () => {
  it('knows every object of the fixtures that Meta has', () => {
    const objects = EXPECTED.flatMap(({ file }) => splitFile(file)).map(({ object }) => object);
    for (const object of objects.filter((one) => one !== 'holo_space'))
      expect(CATALOG.map((one) => one.object)).toContain(object);
  });

  it('knows nothing of other objects', () => {
    for (const object of ['holo_space', '__proto__', 'constructor']) {
      expect(changeEntry(entriesFor(object), 'feed', {})).toBeUndefined();
      expect(eventEntry(entriesFor(object), 'message', {})).toBeUndefined();
    }
  });

  it('knows every permission by one entry', () => {
    expect(changeEntry(entriesFor('permissions'), 'anything', {})?.field).toBe('*');
  });

  it.each([
    { object: 'page', message: { mid: 'm' }, want: 'messages message' },
    { object: 'page', message: { mid: 'm', is_echo: true }, want: 'message_echoes message' },
    { object: 'page', message: { mid: 'm', is_deleted: true, is_echo: true }, want: 'messages message.deleted' },
    { object: 'instagram', message: { mid: 'm', is_echo: true }, want: 'messages message' },
    { object: 'instagram', message: { mid: 'm', is_deleted: true }, want: 'messages message.deleted' },
  ])('tells messages, echoes and unsends apart: $object $want', ({ object, message, want }) => {
    const entry = eventEntry(entriesFor(object), 'message', { message });
    expect(`${entry?.field} ${entry?.kind}`).toBe(want);
  });

  // The reference, section 3, lists these fields.
  it.each([
    {
      object: 'page',
      fields: [
        'feed',
        'mention',
        'ratings',
        'leadgen',
        'live_videos',
        'videos',
        'conversations',
        'group_feed',
        'business_integrity',
        'about',
        'parking',
        'website',
      ],
    },
    { object: 'instagram', fields: ['comments', 'live_comments', 'mentions', 'story_insights'] },
    {
      object: 'ad_account',
      fields: [
        'with_issues_ad_objects',
        'in_process_ad_objects',
        'ad_recommendations',
        'creative_fatigue',
        'product_set_issue',
        'ads_async_creation_request',
        'field_changed',
        'subscriptions',
      ],
    },
    {
      object: 'application',
      fields: [
        'ad_account',
        'ads_rules_engine',
        'async_requests',
        'async_sessions',
        'group_install',
        'oe_reseller_onboarding_request_created',
        'plugin_comment',
        'plugin_comment_reply',
      ],
    },
    {
      object: 'whatsapp_business_account',
      fields: [
        'account_alerts',
        'account_review_update',
        'account_update',
        'business_capability_update',
        'business_username_updates',
        'flows',
        'message_template_status_update',
        'partner_solutions',
        'payment_configuration_update',
        'phone_number_name_update',
        'phone_number_quality_update',
        'security',
        'messaging_handovers',
        'account_settings_update',
        'template_correct_category_detection',
        'business_status_update',
      ],
    },
    {
      object: 'user',
      fields: [
        'about',
        'birthday',
        'books',
        'email',
        'fbe_install',
        'feed',
        'first_name',
        'friends',
        'gender',
        'hometown',
        'likes',
        'live_videos',
        'location',
        'movies',
        'music',
        'name',
        'photos',
        'picture',
        'relationship_status',
        'religion',
        'statuses',
        'television',
        'videos',
        'work_history',
      ],
    },
    { object: 'threads', fields: ['replies', 'mentions', 'publish', 'delete'] },
    { object: 'payments', fields: ['actions', 'disputes'] },
    { object: 'catalog', fields: ['items_batch', 'product_feed'] },
    { object: 'certificate_transparency', fields: ['certificate', 'phishing'] },
  ])('knows the fields of $object', ({ object, fields }) => {
    for (const field of fields)
      expect({ field, known: changeEntry(entriesFor(object), field, {})?.kind }).toEqual({ field, known: field });
  });

  it('merges no two preferences of one customer', () => {
    const preference = { wa_id: '1', category: 'marketing_messages', value: 'stop', timestamp: 1 };
    const changes = toSplit({
      object: 'whatsapp_business_account',
      entry: [
        {
          id: '1',
          changes: [
            {
              field: 'user_preferences',
              value: { user_preferences: [preference, { ...preference, value: 'resume' }] },
            },
          ],
        },
      ],
    });
    expect(changes[0]!.identity.content).not.toBe(changes[1]!.identity.content);
  });
});
