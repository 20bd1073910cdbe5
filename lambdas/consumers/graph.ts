// Public exports for calls to the Graph API: meta-webhooks-aws/graph.
import { setTimeout as pause } from 'node:timers/promises';
import { createGraphClient, type GraphClient, type GraphOptions, type GraphPorts } from '../../src/graph/index.ts';
import { abortAfter } from '../aws/abort-after.ts';

export * from '../../src/graph/index.ts';

/** The clock, the timers and the `fetch` of this process. */
const PROCESS_PORTS: GraphPorts = {
  fetch: async (...request) => fetch(...request),
  now: Date.now,
  random: Math.random,
  pause: async (ms, signal) => pause(ms, undefined, { signal }),
  abortAfter,
};

/**
 * Creates a client of the Graph API.
 * @param ports - replace those that a test needs to control
 * @throws {@link GraphError} REQUEST_MALFORMED | TOKEN_INVALID
 * @default ports the clock, the timers and the `fetch` of this process
 */
export function graphClient(options: GraphOptions, ports: Partial<GraphPorts> = {}): GraphClient {
  return createGraphClient(options, { ...PROCESS_PORTS, ...ports });
}
