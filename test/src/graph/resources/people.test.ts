import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { hideComment } from '../../../../src/graph/resources/hide-comment.ts';
import { readLead } from '../../../../src/graph/resources/read-lead.ts';
import { sendMessage } from '../../../../src/graph/resources/send-message.ts';
import type { FakeGraphApi } from '../../../support/fakes/fake-graph-api.ts';
import { documented } from '../../../support/fakes/fake-graph-api-errors.ts';
import {
  fillGraphWorld,
  graphClient,
  catchGraphError,
  IDS,
  letPageServePeople,
  startGraphWorld,
} from '../../../support/harness/graph-under-test.ts';

const LEAD = '4120700000000183';
const PERSON = '24700000000000041';
const COMMENT = '800000000000001_810000000000001';
const IG_COMMENT = '17900000000000001';

let fake: FakeGraphApi;
beforeAll(async () => {
  fake = await startGraphWorld();
});
beforeEach(() => {
  fillGraphWorld(fake);
  letPageServePeople(fake);
  fake.reset();
  const { leads, comments } = fake.state.people;
  leads.set(LEAD, {
    pageId: IDS.page,
    formId: '870000000000001',
    answers: [
      { name: 'email', values: ['odile@example.test'] },
      { name: 'bread', values: ['rye', 'spelt'] },
    ],
  });
  comments.set(COMMENT, { on: 'page', pageId: IDS.page, hidden: false });
  comments.set(IG_COMMENT, { on: 'instagram', pageId: IDS.page, hidden: false });
});
afterAll(() => fake.stop());

const client = () => graphClient(fake);
const reply = (changed: Partial<Parameters<typeof sendMessage>[1]> = {}) =>
  sendMessage(client(), { pageId: IDS.page, recipientId: PERSON, text: 'Hello', ...changed });

describe('a lead', () => {
  it('is read with every answer, several to one question too', async () => {
    expect(await readLead(client(), LEAD)).toEqual({
      id: LEAD,
      createdTime: '2026-11-03T16:09:08+0000',
      formId: '870000000000001',
      adId: undefined,
      answers: [
        { name: 'email', values: ['odile@example.test'] },
        { name: 'bread', values: ['rye', 'spelt'] },
      ],
    });
  });

  it('is read as Meta documents it', async () => {
    // https://developers.facebook.com/documentation/ads-commerce/marketing-api/guides/lead-ads/retrieving
    const body =
      '{"created_time":"2015-02-28T08:49:14+0000","id":"1","ad_id":"2","form_id":"3","field_data":[{"name":"car_make","values":["Honda"]},{"name":"full_name","values":["Joe Example"]}]}';
    fake.failNext({ answer: { status: 200, body } });
    expect(await readLead(client(), '1')).toMatchObject({
      adId: '2',
      formId: '3',
      answers: [
        { name: 'car_make', values: ['Honda'] },
        { name: 'full_name', values: ['Joe Example'] },
      ],
    });
  });

  it('that is gone says so', async () => {
    expect(await catchGraphError(readLead(client(), '4120700000000999'))).toMatchObject({ code: 'OBJECT_UNKNOWN' });
  });
});

it.each([
  { rule: 'a lead is not read', call: () => readLead(client(), LEAD) },
  { rule: 'a message is not sent', call: () => reply() },
  { rule: 'a comment is not hidden', call: () => hideComment(client(), { on: 'page', commentId: COMMENT }) },
])('$rule without its permission', async ({ call }) => {
  fillGraphWorld(fake);
  fake.state.people.leads.set(LEAD, { pageId: IDS.page, formId: '1', answers: [] });
  fake.state.people.comments.set(COMMENT, { on: 'page', pageId: IDS.page, hidden: false });
  expect(await catchGraphError(call())).toMatchObject({ code: 'PERMISSION_MISSING' });
});

describe('a message', () => {
  it('is sent as an answer, and gives its id', async () => {
    const id = await reply({ text: 'Yes: “rye” & co, 3 € {x}\n' });
    expect(fake.state.people.messages).toEqual([
      { id, pageId: IDS.page, recipientId: PERSON, text: 'Yes: “rye” & co, 3 € {x}\n' },
    ]);
    expect(fake.calls).toMatchObject([
      {
        method: 'POST',
        path: `/${IDS.page}/messages`,
        parameters: { messaging_type: 'RESPONSE', message: '<hidden>', recipient: '<hidden>' },
      },
    ]);
  });

  it('to somebody who wrote over 24 hours ago is refused as such', async () => {
    fake.state.people.closedWindows.add(PERSON);
    expect(await catchGraphError(reply())).toMatchObject({
      code: 'WINDOW_CLOSED',
      outcome: 'not-done',
      retry: 'never',
    });
  });

  it.each(['reset', 'truncate', documented.service()] as const)(
    'is never sent twice, though its answer was lost',
    async (answer) => {
      fake.failNext({ answer, carriedOut: true });
      expect(await catchGraphError(reply())).toMatchObject({ outcome: 'unknown' });
      expect(fake.state.people.messages).toHaveLength(1);
      expect(fake.calls).toHaveLength(1);
    },
  );

  it('is sent again after a limit, which came before anything was done', async () => {
    fake.failNext({ answer: documented.pageLimit() });
    await reply();
    expect(fake.state.people.messages).toHaveLength(1);
  });

  it.each([
    { rule: 'no text', changed: { text: ' \n' } },
    { rule: 'more than 2,000 characters', changed: { text: 'x'.repeat(2_001) } },
    { rule: 'an id that is none', changed: { recipientId: '1/../me' } },
    { rule: 'a Page that is none', changed: { pageId: 'me?x=' } },
  ])('with $rule is not sent at all', async ({ changed }) => {
    expect(await catchGraphError(reply(changed))).toMatchObject({ code: 'REQUEST_MALFORMED' });
    expect(fake.calls).toEqual([]);
  });

  it('may have 2,000 characters', async () => {
    await reply({ text: 'x'.repeat(2_000) });
    expect(fake.state.people.messages).toHaveLength(1);
  });
});

describe('a comment', () => {
  it.each([
    { on: 'page', commentId: COMMENT, parameters: { is_hidden: 'true' } },
    { on: 'instagram', commentId: IG_COMMENT, parameters: { hide: 'true' } },
  ] as const)('on $on is hidden', async ({ on, commentId, parameters }) => {
    await hideComment(client(), { on, commentId });
    expect(fake.state.people.comments.get(commentId)).toMatchObject({ hidden: true });
    expect(fake.calls).toMatchObject([{ method: 'POST', path: `/${commentId}`, parameters }]);
  });

  it('is hidden at the second try where the first answer was lost: hidden is hidden', async () => {
    fake.failNext({ answer: 'reset', carriedOut: true });
    await hideComment(client(), { on: 'page', commentId: COMMENT });
    expect(fake.calls).toHaveLength(2);
  });

  it('that is gone says so, and one that Meta did not say it hid is no success', async () => {
    expect(await catchGraphError(hideComment(client(), { on: 'page', commentId: '1_2' }))).toMatchObject({
      code: 'OBJECT_UNKNOWN',
    });
    fake.failNext({ answer: { status: 200, body: '{"success":false}' } });
    expect(await catchGraphError(hideComment(client(), { on: 'page', commentId: COMMENT }))).toMatchObject({
      code: 'GRAPH_REFUSED',
    });
  });
});
