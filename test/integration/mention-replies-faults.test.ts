import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mentionKey, readMentionEvent, type Mention } from '../../src/mentions/mention.ts';
import type { GraphFault } from '../support/fakes/fake-graph-api.ts';
import { documented } from '../support/fakes/fake-graph-api-errors.ts';
import {
  ACCOUNT,
  startMentionReplies,
  type MentionRepliesUnderTest,
} from '../support/harness/mention-replies-under-test.ts';
import { seededRandom, type Random } from '../support/builders/random.ts';

const SEEDS = 25;
const MENTIONS = 4;
/**
 * So many may strike before everything is well for ever: a world that never is well ends with people, which is another
 * rule.
 */
const MAX_FAULTS = 12;
const GRAPH_FAULTS: readonly GraphFault[] = [
  { answer: documented.service() },
  { answer: documented.service(), carriedOut: true },
  { answer: documented.unknown(), carriedOut: true },
  { answer: documented.customLimit() },
  { answer: documented.appLimit() },
  { answer: 'reset' },
  { answer: 'reset', carriedOut: true },
  { answer: 'truncate', carriedOut: true },
  { answer: 'hang' },
  { answer: 'hang', carriedOut: true },
];

let world: MentionRepliesUnderTest;
beforeAll(async () => {
  world = await startMentionReplies();
});
afterAll(() => world.stop());

/** Lets faults of all kinds strike, with what a seed says. @returns how many struck */
function strike(random: Random): { readonly faults: number } {
  const struck = { faults: 0 };
  const strikes = (probability: number): boolean =>
    struck.faults < MAX_FAULTS && random.chance(probability) && (struck.faults += 1) > 0;
  world.fake.fault = () => (strikes(0.35) ? random.pick(GRAPH_FAULTS) : undefined);
  world.death.at = () => strikes(0.2);
  world.dynamo.plan = () => (strikes(0.1) ? random.pick(['refuse', 'lose', 'throttle'] as const) : 'pass');
  world.fake.state.repliesOfComments = random.chance(0.5);
  return struck;
}

function make(random: Random): Mention[] {
  const mentions = Array.from({ length: MENTIONS }, (_, i): Mention => ({
    accountId: ACCOUNT,
    mediaId: String(17_918_195_224_120_000n + BigInt(i)),
    ...(random.chance(0.5) && { commentId: String(17_873_440_459_140_000n + BigInt(i)) }),
  }));
  world.fake.state.mentions.push(...mentions.map((mention) => ({ ...mention, text: 'hello' })));
  return mentions;
}

it.each(Array.from({ length: SEEDS }, (_, seed) => ({ seed })))(
  'whatever dies, fails or comes twice, no mention has two answers, and none ends nowhere: seed $seed',
  async ({ seed }) => {
    const random = seededRandom(seed);
    await world.reset({ maxPerHour: 1 + random.below(5) });
    const mentions = make(random);
    const struck = strike(random);
    for (const mention of mentions)
      for (let reported = 0; reported <= random.below(3); reported += 1) world.report(mention);
    while (random.chance(0.7)) await world.workTogether();
    await world.drain();

    const answered = world.answers().map(mentionKey);
    expect(answered).toHaveLength(new Set(answered).size);
    const withPeople = world.manualReview.map(({ body }) => mentionKey(readMentionEvent(body)!.mention));
    const nowhere = mentions.map(mentionKey).filter((key) => !answered.includes(key) && !withPeople.includes(key));
    expect({ nowhere, unexplained: world.reasons().filter((reason) => reason === '') }).toEqual({
      nowhere: [],
      unexplained: [],
    });
    expect(struck.faults).toBeGreaterThan(0);
  },
);
