import { setTimeout as pause } from 'node:timers/promises';
import { listJson } from '../call-json.ts';
import { THROTTLE } from '../deploy-stacks.ts';
import type { Answer } from '../facts.ts';
import { postSigned, sampleDelivery, type Receiver } from '../receiver.ts';
import type { Verification } from '../verification.ts';
import { countStatuses } from './load.ts';
import type { Question } from './question.ts';

const MIB = 1024 * 1024;
/** Ten times what the stage takes at once. */
const BURST = THROTTLE.burstLimit * 10;
/** CloudWatch Logs can search a line after this time. */
const LOG_MS = 60_000;

/** What API Gateway does with bodies over its and Lambda's limits, and with a burst; whether its access log says so. */
export function gatewayQuestions(run: Verification, receiver: Receiver): readonly Question[] {
  const missingInEmulator = 'the emulator has neither the size limits nor the throttle of API Gateway';
  const sizes = [5, 7, 11].map((mib): Question => ({
    question: `What is the response to a body of ${mib} MiB, and is it in the access log?`,
    kind: 'observation',
    missingInEmulator,
    ask: async () => {
      const startMs = Date.now();
      const { status, body } = await postSigned(receiver, sampleDelivery(mib * MIB).body);
      return { answer: String(status), evidence: `${body.slice(0, 80)}; ${await readAccessLog(run, startMs)}` };
    },
  }));
  const burst: Question = {
    question: `What are the responses to ${BURST} deliveries at once, and are they in the access log?`,
    kind: 'observation',
    missingInEmulator,
    ask: async () => askBurst(run, receiver),
  };
  return [...sizes, burst];
}

async function askBurst(run: Verification, receiver: Receiver): Promise<Answer> {
  const startMs = Date.now();
  const posts = Array.from({ length: BURST }, async () => postSigned(receiver, sampleDelivery().body));
  const answer = countStatuses(await Promise.all(posts));
  return { answer, evidence: await readAccessLog(run, startMs) };
}

/** Counts the statuses in the access log since a time. */
async function readAccessLog({ aws, name, signal }: Verification, startTime: number): Promise<string> {
  await pause(LOG_MS, undefined, { signal });
  const events = await listJson<{ readonly message: string }>(aws.callJson, ['logs', 'FilterLogEvents', 'events'], {
    logGroupName: `/aws/vendedlogs/apigateway/${name}`,
    startTime,
  });
  const statuses = events.map(({ message }) => ({
    status: Number((JSON.parse(message) as { readonly status: string }).status),
  }));
  return `access log: ${countStatuses(statuses) || 'nothing'}`;
}
