import { describe, expect, it } from '@jest/globals';
import { splitBody } from '../../../src/pipeline/change/split-body.ts';
import { claimKey } from '../../../src/pipeline/dedupe/claim.ts';
import { CliError } from '../../../cli/errors/cli-error.ts';
import { exactSampleBody, findSample, findSamples, sampleBody } from '../../../cli/meta/samples.ts';
import { SAMPLES } from '../../../local/meta/samples.ts';
import { readBody } from '../../../cli/commands/send/send-body.ts';

const NAMES = SAMPLES.map(({ name }) => name);
const NEW_YEAR_MS = Date.UTC(2026, 0, 1);
const listChanges = (body: Buffer) => splitBody(body).changes;
const listKeys = (body: Buffer): string[] =>
  listChanges(body).map((change) => claimKey({ app: 'meta', deliveryId: body.toString(), receivedAt: '' }, change));

function hintOf(name: string): string {
  try {
    return findSample(name).name;
  } catch (error) {
    return error instanceof CliError ? error.hint : String(error);
  }
}

describe('samples', () => {
  it('have names of their own', () => {
    expect(new Set(NAMES).size).toBe(NAMES.length);
    expect(NAMES).toEqual(
      expect.arrayContaining([
        'page.leadgen',
        'page.messages.message',
        'instagram.comments',
        'page.standby.message',
        'permissions.instagram_basic',
        'payments.actions',
        'threads.replies',
      ]),
    );
  });

  it.each(SAMPLES)(
    '$name has changes of that object, field and kind',
    ({ name, object, field, kind, elements = 1 }) => {
      expect(listChanges(sampleBody(name, { timeMs: NEW_YEAR_MS, salt: 'a' }))).toEqual(
        Array.from({ length: elements }, () => expect.objectContaining({ object, field, kind })),
      );
    },
  );

  it.each(['messages', 'statuses'])('several WhatsApp %s come in one value, and each has its own id', (list) => {
    const body = exactSampleBody(`whatsapp_business_account.messages.${list}`);
    const { entry } = JSON.parse(body.toString()) as {
      entry: [{ changes: [{ value: Record<string, { id: string }[]> }] }];
    };
    expect(entry.map(({ changes }) => changes.length)).toEqual([1]);
    expect(new Set(entry[0].changes[0].value[list]?.map(({ id }) => id)).size).toBe(3);
    expect(new Set(listKeys(body)).size).toBe(3);
  });

  it.each(SAMPLES)('$name is another change with another salt and time', ({ name, elements = 1 }) => {
    const bodies = [
      sampleBody(name, { timeMs: NEW_YEAR_MS, salt: 'a' }),
      sampleBody(name, { timeMs: NEW_YEAR_MS + 1_000, salt: 'b' }),
    ];
    expect(new Set(bodies.flatMap(listKeys)).size).toBe(2 * elements);
  });

  it.each(SAMPLES.filter(({ weak }) => !weak))('$name is the same as documented with --exact', ({ name }) => {
    expect(exactSampleBody(name)).toEqual(exactSampleBody(name));
    expect(listKeys(exactSampleBody(name))).not.toEqual(
      listKeys(sampleBody(name, { timeMs: NEW_YEAR_MS + 1_000, salt: 'a' })),
    );
  });

  it.each(SAMPLES)('$name can be of any entry', ({ name, elements = 1 }) => {
    const body = sampleBody(name, { entryId: '4711000000000001', timeMs: NEW_YEAR_MS, salt: 'a' });
    expect(listChanges(body)).toEqual(
      Array.from({ length: elements }, () => expect.objectContaining({ entryId: '4711000000000001' })),
    );
  });

  it.each(SAMPLES.filter(({ object }) => object !== 'threads'))(
    '$name makes a batch of changes none of which is another',
    async ({ name, elements = 1 }) => {
      const body = await readBody(
        { from: 'sample', name, exact: false, batch: 5 },
        { now: () => NEW_YEAR_MS, newId: () => 'salt', readStdin: () => Promise.reject(new Error('not asked for')) },
      );
      expect(new Set(listKeys(body)).size).toBe(5 * elements);
    },
  );

  it('are written as Meta writes: ASCII alone', () => {
    for (const name of NAMES)
      expect(sampleBody(name, { timeMs: NEW_YEAR_MS, salt: 'a' }).toString('latin1')).toMatch(/^[\x20-\x7e]*$/);
    const reaction = sampleBody('instagram.message_reactions.reaction', { timeMs: NEW_YEAR_MS, salt: 'a' });
    expect(reaction.toString()).toContain('"emoji":"\\u2764\\ufe0f"');
    expect(sampleBody('threads.replies', { timeMs: NEW_YEAR_MS, salt: 'a' }).toString()).toContain(
      'https:\\/\\/www.threads.com\\/',
    );
  });
});

describe('a name with a mistake gets the names that were meant', () => {
  it.each([
    { name: 'instagram.comment', want: 'Did you mean instagram.comments?' },
    { name: 'Instagram.Comments', want: 'Did you mean instagram.comments?' },
    { name: 'page.leadgn', want: 'Did you mean page.leadgen?' },
    { name: 'ig.comment', want: 'Did you mean instagram.comments?' },
    { name: 'IG.Comment', want: 'Did you mean instagram.comments?' },
    { name: 'leadgn', want: 'Did you mean page.leadgen?' },
    { name: 'lead', want: 'Did you mean page.leadgen, ' },
    { name: 'wa.text', want: 'Did you mean whatsapp_business_account.messages.message, ' },
    { name: 'instagram', want: 'Did you mean instagram.comments, ' },
    { name: 'instgram.comment', want: 'Did you mean instagram.comments?' },
    { name: 'whatsapp.message', want: 'Did you mean whatsapp_business_account.messages.message, ' },
    { name: 'whatsap.messages', want: 'Did you mean whatsapp_business_account.messages.message, ' },
  ])('$name', ({ name, want }) => {
    expect(hintOf(name)).toContain(want);
  });

  it('and a name far from all others gets the way to list them', () => {
    expect(hintOf('nobody.nothing')).toMatch(/^Run `npx meta-webhooks send --list` /);
  });
});

describe('samples are listed by words', () => {
  it('in any case, in the name or the description', () => {
    const found = findSamples('Instagram').map(({ name }) => name);
    expect(found).toEqual(expect.arrayContaining(['instagram.comments', 'permissions.instagram_basic']));
    expect(found).not.toContain('page.leadgen');
  });

  it('all of which must occur', () => {
    expect(findSamples('page lead').map(({ name }) => name)).toContain('page.leadgen');
    expect(findSamples('page nobody')).toEqual([]);
  });

  it.each([
    { word: 'ig', object: 'instagram' },
    { word: 'wa', object: 'whatsapp_business_account' },
    { word: 'FB', object: 'page' },
  ])('of which $word stands for $object alone', ({ word, object }) => {
    expect(findSamples(word)).toEqual(SAMPLES.filter((sample) => sample.object === object));
  });

  it('and so it does in front of a point', () => {
    expect(findSamples('wa.messages.st').map(({ name }) => name)).toEqual([
      'whatsapp_business_account.messages.status',
      'whatsapp_business_account.messages.statuses',
    ]);
  });

  it('and all without a word', () => {
    expect(findSamples('')).toHaveLength(SAMPLES.length);
  });
});

describe('a sample is found', () => {
  it.each([
    { name: 'page.leadgen', want: 'page.leadgen' },
    { name: 'page.messages', want: 'page.messages.message' },
    { name: 'instagram.messages', want: 'instagram.messages.message' },
    { name: 'whatsapp_business_account.messages', want: 'whatsapp_business_account.messages.message' },
    { name: 'page.message_reads', want: 'page.message_reads.read' },
    { name: 'instagram.messages.message.deleted', want: 'instagram.messages.message.deleted' },
  ])('$name', ({ name, want }) => {
    expect(findSample(name).name).toBe(want);
  });

  it.each(['page', 'page.', 'nobody.nothing', '', 'page.messaging_handovers', 'x\u001b[2J'])('but not %j', (name) => {
    expect(() => findSample(name)).toThrow(CliError);
    expect(() => findSample(name)).toThrow(/^[\x20-\x7e]+$/);
  });
});
