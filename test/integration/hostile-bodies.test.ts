import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { countStructuralTokens, MAX_STRUCTURAL_TOKENS } from '../../src/pipeline/delivery/structural-tokens.ts';
import { createDyingWorker, type DyingWorker, type Outcome } from '../support/harness/dying-worker.ts';
import { KILLS } from '../support/fakes/kills.ts';
import { commentsBody } from '../support/builders/meta.ts';
import { seededRandom } from '../support/builders/random.ts';
import { dense, denseBodies, emptyMessages, messagesTimesContacts } from '../support/builders/hostile-bodies.ts';

/** The worker's function as it is deployed by default. */
const MEMORY_MB = 512;
const OTHERS = 200;

const APART = 'in a process of its own';
const DEAREST = Object.entries(denseBodies(MAX_STRUCTURAL_TOKENS)).flatMap(([name, rawBody]) =>
  ['in the worker', APART].map((way) => [name, way, rawBody] as const),
);

let worker: DyingWorker;
beforeEach(() => {
  worker = createDyingWorker();
});
afterEach(() => {
  worker.stop();
});

const getEmitted = ({ acts }: Outcome, deliveryId: string): string[] =>
  acts.flatMap((act) => (act.did === 'emit' && act.deliveryId === deliveryId ? [act.id] : []));
const deadLettered = ({ acts }: Outcome): Record<string, string> =>
  Object.fromEntries(acts.flatMap((act) => (act.did === 'deadLetter' ? [[act.messageId, act.reason]] : [])));

describe('hostile bodies among 200 others, with batches drawn anew', () => {
  it('keep none of the others from being emitted, and end as events or in the dead letters with the reason', async () => {
    const others = Array.from({ length: OTHERS }, (_, n) => `other-${n}`);
    for (const id of others) worker.add(id, commentsBody([id]));
    worker.add('zeros', dense(4 * 1024 * 1024), { key: 'zeros' });
    worker.add('empty', emptyMessages(1_000_000), { key: 'empty' });
    worker.add('contacts', messagesTimesContacts(8_000, 8_000), { key: 'contacts' });
    // Whatever kills the process that parses it, by a way that nobody has thought of.
    worker.add('unforeseen', commentsBody(['unforeseen']), { key: KILLS });
    const outcome = await worker.runDry(seededRandom(12));
    expect(others.map((id) => getEmitted(outcome, id).length)).toEqual(others.map(() => 1));
    expect(deadLettered(outcome)).toEqual({ 'message-zeros': 'TOO_EXPENSIVE', 'message-empty': 'TOO_EXPENSIVE' });
    expect(outcome.triedTooOften).toEqual([]);
    expect(new Set(getEmitted(outcome, 'contacts')).size).toBe(8_000);
    expect(getEmitted(outcome, 'unforeseen')).toHaveLength(1);
    expect(outcome.deaths).toBe(2);
    expect(outcome.peakMb).toBeLessThan(MEMORY_MB);
  }, 90_000);
});

describe('the dearest bodies that have no more structural tokens than a body may have', () => {
  it.each(DEAREST)(
    '%s, %s: ends as events or with a reason, in the memory of the function',
    async (_, way, rawBody) => {
      expect(countStructuralTokens(rawBody)).toBeLessThanOrEqual(MAX_STRUCTURAL_TOKENS);
      worker.add('dear', rawBody, { key: 'dear', receives: way === APART ? 2 : 0 });
      const outcome = await worker.runDry(seededRandom(12));
      expect(outcome.triedTooOften).toEqual([]);
      expect(getEmitted(outcome, 'dear').length + Object.keys(deadLettered(outcome)).length).toBeGreaterThan(0);
      expect(outcome.peakMb).toBeLessThan(MEMORY_MB);
    },
    60_000,
  );
});
