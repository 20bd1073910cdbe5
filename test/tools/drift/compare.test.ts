import { describe, expect, it } from '@jest/globals';
import { findDrift } from '../../../tools/drift/compare.ts';
import { EXPLAINED, NAMED_FIELDS } from '../../../tools/drift/named-fields.ts';
import { sdkFields } from '../../../tools/drift/sdk-fields.ts';
import { knownFields, knownObjects } from '../../../src/catalog/known-fields.ts';

const NAMED = [{ object: 'page', source: 'test', fields: ['feed', 'new_field'] }];

describe('the drift check', () => {
  it('finds what is named and not in the catalog, and the other way round', () => {
    expect(findDrift(NAMED, [], () => ['feed', 'old_field'])).toEqual({
      missing: ['page.new_field'],
      extra: ['page.old_field'],
      stale: [],
    });
  });

  it('leaves out what is explained, and finds explanations of nothing', () => {
    const explained = ['old_field', 'gone'].map((field) => ({ object: 'page', field, because: 'test' }));
    expect(findDrift(NAMED, explained, () => ['feed', 'old_field', 'new_field'])).toEqual({
      missing: [],
      extra: [],
      stale: ['page.gone'],
    });
  });

  it.each(['whatsapp_business_account messages', 'application dev_alerts', 'threads replies', 'user email'])(
    'fails when %s is taken out of the catalog',
    (name) => {
      const [object = '', field = ''] = name.split(' ');
      const without = (of: string): string[] =>
        (knownFields(of)?.names ?? []).filter((one) => !(of === object && one === field));
      expect(findDrift(NAMED_FIELDS, EXPLAINED, without).missing).toEqual([`${object}.${field}`]);
    },
  );

  it('has a list for every object of the catalog', () => {
    const named = new Set(['page', 'instagram', ...NAMED_FIELDS.map(({ object }) => object)]);
    expect(knownObjects().filter((object) => !named.has(object))).toEqual([]);
  });

  it("reads the lists of Meta's SDK", () => {
    const sources = {
      page:
        "class Page(\n    class SubscribedFields:\n        feed = 'feed'\n        leadgen = 'leadgen'\n\n    " +
        'class Other:\n',
      iguser: "\n    class SubscribedFields:\n        comments = 'comments'\n\n",
      iguserforigonlyapi: "enums = {\n 'subscribed_fields_enum': [\n 'delta',\n 'messages',\n ],\n}",
    };
    expect(sdkFields((module) => sources[module], 'SDK').map(({ object, fields }) => [object, fields])).toEqual([
      ['page', ['feed', 'leadgen']],
      ['instagram', ['comments']],
      ['instagram', ['delta', 'messages']],
    ]);
  });

  it('says so when the SDK has another form', () => {
    expect(() => sdkFields(() => '', 'SDK')).toThrow('adapt tools/drift/sdk-fields.ts');
  });
});
