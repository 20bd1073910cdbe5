import { describe, expect, it } from '@jest/globals';
import { ConfigurationError } from '../../../lib/configuration/rules.ts';
import { readConfiguration } from '../../../lib/configuration/configuration.ts';
import { readDesiredOf } from '../../../src/graph/resources/desired-subscriptions.ts';
import type { Json } from '../../../src/json/json.ts';
import { listResources, synthesize } from '../synth.ts';

const META = {
  appId: '188559381496048',
  subscriptions: {
    page: ['feed', 'standby'],
    permissions: ['pages_show_list'],
    whatsapp_business_account: ['messages'],
  },
  accounts: {
    pages: { '1755847768034402': ['feed'] },
    whatsapp: ['102290129340398'],
    instagram: { '17841405822304914': ['comments'] },
  },
};

/** What the template says of what is wanted, on whatever resource. */
function readMetadata(apps: unknown): Json | undefined {
  const found = Object.values(listResources(synthesize({ apps }))).flatMap((resource) => {
    const { Metadata } = resource as unknown as { Metadata?: { MetaWebhooks?: { receiver: string; apps: Json } } };
    return Metadata?.MetaWebhooks === undefined ? [] : [Metadata.MetaWebhooks];
  });
  expect(found.length).toBeLessThanOrEqual(1);
  for (const { receiver } of found) expect(receiver).toBe('MetaWebhooks');
  return found[0]?.apps;
}

describe('what is wanted of Meta', () => {
  it('is in the template as it is in the configuration, app by app', () => {
    const metadata = readMetadata({ meta: META, shop: { appId: '1' }, none: { description: 'x' } });
    expect(readDesiredOf(metadata, 'meta')).toEqual(META);
    expect(readDesiredOf(metadata, 'shop')).toEqual({
      appId: '1',
      subscriptions: {},
      accounts: { pages: {}, whatsapp: [], instagram: {} },
    });
    expect(Object.keys(metadata as object)).toEqual(['meta', 'shop']);
  });

  // CloudFormation does not update a template's own metadata by itself: the section on Metadata of its user guide.
  it('is on a resource, so that a change of it alone is deployed', () => {
    expect(synthesize({ apps: { meta: META } }).toJSON()).not.toHaveProperty('Metadata.MetaWebhooks');
  });

  it('leaves the template as it was where nothing is wanted', () => {
    expect(readMetadata({ meta: { description: 'x' } })).toBeUndefined();
  });

  it('changes nothing of the template but this', () => {
    const [plain, wanting] = [listResources(synthesize()), listResources(synthesize({ apps: { meta: META } }))];
    const changed = Object.keys(wanting).filter((id) => JSON.stringify(wanting[id]) !== JSON.stringify(plain[id]));
    expect(changed.map((id) => wanting[id]?.Type)).toEqual(['AWS::ApiGatewayV2::Api']);
    expect(wanting[changed[0]!]?.Properties).toEqual(plain[changed[0]!]?.Properties);
  });

  it.each<{ rule: string; metadata: Json | undefined }>([
    { rule: 'an older deployment', metadata: undefined },
    { rule: 'another app', metadata: { shop: { appId: '1' } } },
    { rule: 'words in place of objects', metadata: { meta: { subscriptions: 'all', accounts: ['x'] } } },
    { rule: 'a name that every object inherits', metadata: {} },
  ])('is nothing for $rule', ({ rule, metadata }) => {
    const app = rule.startsWith('a name') ? 'constructor' : 'meta';
    expect(readDesiredOf(metadata, app)).toEqual({
      appId: undefined,
      subscriptions: {},
      accounts: { pages: {}, whatsapp: [], instagram: {} },
    });
  });
});

describe('a field that the catalog lacks', () => {
  it.each([
    { rule: 'of the app', app: { subscriptions: { page: ['feed', 'unlisted:brand_new'] } } },
    { rule: 'of a Page', app: { accounts: { pages: { 1755847768034402: ['feed', 'unlisted:brand_new'] } } } },
    {
      rule: 'of an Instagram account',
      app: { accounts: { instagram: { 17841405822304914: ['unlisted:brand_new'] } } },
    },
  ])('is taken without its mark where it has one, $rule', ({ app }) => {
    const { meta } = readConfiguration({ apps: { meta: app } }).apps;
    expect(JSON.stringify(meta)).toContain('"brand_new"');
    expect(JSON.stringify(meta)).not.toContain('unlisted');
  });

  it.each(['unlisted:', 'unlisted: spaced', 'unlisted:Upper', 'unlisted:a-b', 'Unlisted:brand_new'])(
    'is rejected with the malformed mark "%s"',
    (field) => {
      const configure = (): unknown => readConfiguration({ apps: { meta: { subscriptions: { page: [field] } } } });
      expect(configure).toThrow(ConfigurationError);
    },
  );
});

describe('what is refused at synth', () => {
  const listProblems = (meta: unknown): readonly string[] => {
    try {
      readConfiguration({ apps: { meta } });
    } catch (error) {
      if (error instanceof ConfigurationError) return error.problems;
      throw error;
    }
    return [];
  };

  it.each<{ rule: string; app: unknown; want: RegExp }>([
    {
      rule: 'an app id that is a number',
      app: { appId: 188559381496048 },
      want: /^metaWebhooks\.apps\.meta\.appId is 188559381496048: must be an id: a string of digits$/,
    },
    {
      rule: 'an object that nobody knows',
      app: { subscriptions: { pages: ['feed'] } },
      want: /^metaWebhooks\.apps\.meta\.subscriptions has the key "pages": must be one of ad_account, application, .*, page, /,
    },
    {
      rule: 'a field that the object has not',
      app: { subscriptions: { page: ['comments'] } },
      want: /^metaWebhooks\.apps\.meta\.subscriptions\.page\[0\] is "comments": must be one of about, .*, feed, /,
    },
    {
      rule: 'a permission written with a hyphen',
      app: { subscriptions: { permissions: ['pages-show'] } },
      want: /\.permissions\[0\] is "pages-show": must be the name of a field, or unlisted:<name> for a field that is not in the catalog$/,
    },
    {
      rule: 'a field with a typing error',
      app: { subscriptions: { page: ['leedgen'] } },
      want: /\.page\[0\] is "leedgen": did you mean leadgen\? It must be one of /,
    },
    {
      rule: 'an object with a typing error',
      app: { subscriptions: { instagramm: ['comments'] } },
      want: /; did you mean instagram\?$/,
    },
    {
      rule: 'no field',
      app: { subscriptions: { page: [] } },
      want: /^metaWebhooks\.apps\.meta\.subscriptions\.page is \[\]: must name at least one field$/,
    },
    {
      rule: 'fields that are no list',
      app: { subscriptions: { page: 'feed' } },
      want: /\.page is "feed": must be a list of at most 100 items$/,
    },
    {
      rule: 'a Page by its name',
      app: { accounts: { pages: { mypage: ['feed'] } } },
      want: /\.accounts\.pages has the key "mypage": must be an id: a string of digits$/,
    },
    {
      rule: 'a field of Instagram on a Page',
      app: { accounts: { pages: { '1': ['comments'] } } },
      want: /\.pages\.1\[0\] is "comments": must be one of about/,
    },
    {
      rule: 'a WhatsApp account by its name',
      app: { accounts: { whatsapp: ['mine'] } },
      want: /\.whatsapp\[0\] is "mine": must be an id/,
    },
    {
      rule: 'a kind of account that is none',
      app: { accounts: { groups: {} } },
      want: /\.accounts\.groups is not a known key: must be one of pages, whatsapp, instagram$/,
    },
    {
      rule: 'more Pages than a command should ask for',
      app: { accounts: { pages: Object.fromEntries(Array.from({ length: 501 }, (_, id) => [String(id), ['feed']])) } },
      want: /\.pages has 501 keys: must have at most 500$/,
    },
  ])('$rule', ({ app, want }) => {
    expect(listProblems(app)).toEqual([expect.stringMatching(want)]);
  });

  it('nothing of what is right', () => {
    expect(listProblems(META)).toEqual([]);
  });
});
