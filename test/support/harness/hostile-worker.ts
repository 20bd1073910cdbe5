// Runs the worker in a separate process that may die. Batches arrive by IPC; each action is written to a journal
// immediately.
import { openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { SQSRecord } from 'aws-lambda';
import { childLimits } from '../../../lambdas/worker/child-limits.ts';
import { splitApart } from '../../../lambdas/worker/split-apart.ts';
import type { Claim } from '../../../src/pipeline/dedupe/claim.ts';
import { InMemoryClaims } from '../../../local/in-memory-claims.ts';
import { KILLS } from '../fakes/kills.ts';
import { workerOnFakes } from '../fakes/worker-fakes.ts';

/** An action of the worker on the services, which outlive it. */
export type Act =
  | { readonly did: 'claim' | 'done'; readonly claim: Claim }
  | { readonly did: 'emit'; readonly id: string; readonly deliveryId: string; readonly kind: string }
  | { readonly did: 'remove'; readonly messageIds: readonly string[] }
  | { readonly did: 'deadLetter'; readonly messageId: string; readonly reason: string };

/** Response to a batch. */
export interface Handled {
  readonly failed: readonly string[];
}

const folder = process.argv[2] ?? '';
const journal = join(folder, 'journal.jsonl');
const appending = openSync(journal, 'a');
const note = (act: Act): void => void writeSync(appending, `${JSON.stringify(act)}\n`);

let receives = 1;
const table = new InMemoryClaims();
const worker = workerOnFakes({
  bus: {
    put: (call) => {
      for (const { id, detail } of call) {
        const { deliveryId, kind } = JSON.parse(detail) as { deliveryId: string; kind: string };
        note({ did: 'emit', id, deliveryId, kind });
      }
      return Promise.resolve(call.map(() => 'emitted' as const));
    },
  },
  claims: {
    claim: async (claim, nowMs) => {
      const claimed = await table.claim(claim, nowMs);
      if (claimed === 'claimed') note({ did: 'claim', claim });
      return claimed;
    },
    markDone: async (claim) => {
      await table.markDone(claim);
      note({ did: 'done', claim });
    },
  },
  objects: {
    bucket: 'b',
    put: () => Promise.resolve(),
    get: ({ key }) => {
      if (key.includes(KILLS) && receives < 3) process.kill(process.pid, 'SIGKILL');
      return Promise.resolve(readFileSync(join(folder, key)));
    },
  },
  queue: {
    backOff: () => Promise.resolve(),
    release: () => Promise.resolve(),
    remove: (records) => {
      note({ did: 'remove', messageIds: records.map(({ messageId }) => messageId) });
      return Promise.resolve();
    },
    deadLetter: ({ messageId }, reason) => {
      note({ did: 'deadLetter', messageId, reason });
      return Promise.resolve();
    },
  },
  splitApart: async (rawBody, remainingMs) => splitApart(rawBody, { ...childLimits('512'), remainingMs }),
});
for (const act of readFileSync(journal, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line) as Act)) {
  if (act.did === 'claim') table.items.set(act.claim.pk, act.claim);
  if (act.did === 'done') table.items.set(act.claim.pk, { ...act.claim, done: true });
}

process.on('message', (records: SQSRecord[]) => {
  receives = Math.max(
    ...records
      .filter(({ body }) => body.includes(KILLS))
      .map(({ attributes }) => Number(attributes.ApproximateReceiveCount)),
    0,
  );
  void worker.run(...records).then((failed) => {
    const answer: Handled = { failed };
    process.send?.(answer);
  });
});
