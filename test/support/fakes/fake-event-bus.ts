import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { createEventRules, type FakeEventRules } from './fake-event-rules.ts';
import { serve } from './serve.ts';

/** One entry of a `PutEvents` call in EventBridge's format. */
export interface PutEntry {
  readonly EventBusName: string;
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
  /** Time in epoch seconds. */
  readonly Time: number;
}

/** Result of one entry: accepted, or rejected with this code. */
export type EntryVerdict = 'take' | 'InternalFailure' | 'ThrottlingException';

/**
 * Fake of EventBridge: its HTTP protocol, its limits, and its two forms of rejection.
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export interface FakeEventBus {
  readonly url: string;
  /** Accepted entries in order of arrival. */
  readonly events: PutEntry[];
  /** Number of entries of each call, including rejected calls. */
  readonly calls: number[];
  /** Determines the result of an entry. */
  judge: (entry: PutEntry) => EntryVerdict;
  /** Returns whether this entry makes the fake reject the whole call. */
  rejects: (entry: PutEntry) => boolean;
  /** Rules that receive the accepted events. */
  readonly rules: FakeEventRules;
  stop(): Promise<void>;
}

const MAX_ENTRIES = 10;
const MAX_BYTES = 1024 * 1024;

/** Starts the fake on a free loopback port. */
export async function startFakeEventBus(): Promise<FakeEventBus> {
  const server = createServer((incoming, outgoing) => {
    void text(incoming).then(async (body) => {
      const input = JSON.parse(body) as Readonly<Record<string, unknown>>;
      const action = String(incoming.headers['x-amz-target']).replace(/^AWSEvents\./, '');
      const { status, answer } =
        action === 'PutEvents' ? await put(bus, input['Entries'] as PutEntry[]) : bus.rules.answer(action, input);
      outgoing.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
      outgoing.end(JSON.stringify(answer));
    });
  });
  const { port, stop } = await serve(server);
  const bus: FakeEventBus = {
    url: `http://127.0.0.1:${port}`,
    events: [],
    calls: [],
    judge: () => 'take',
    rejects: () => false,
    rules: createEventRules(),
    stop,
  };
  return bus;
}

async function put(bus: FakeEventBus, entries: readonly PutEntry[]): Promise<{ status: number; answer: object }> {
  bus.calls.push(entries.length);
  const bytes = entries.reduce((sum, entry) => sum + measure(entry), 0);
  if (entries.length > MAX_ENTRIES || bytes >= MAX_BYTES || entries.some(bus.rejects)) {
    return { status: 400, answer: { __type: 'ValidationException', message: 'refused as a whole' } };
  }
  const taken: PutEntry[] = [];
  const results = entries.map((entry, i) => {
    const verdict = bus.judge(entry);
    if (verdict !== 'take') return { ErrorCode: verdict, ErrorMessage: 'rejected' };
    bus.events.push(entry);
    taken.push(entry);
    return { EventId: `event-${bus.events.length}-${i}` };
  });
  for (const entry of taken) await bus.rules.deliver(entry);
  return {
    status: 200,
    answer: { Entries: results, FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length },
  };
}

function measure({ Source, DetailType, Detail }: PutEntry): number {
  return 14 + Buffer.byteLength(Source) + Buffer.byteLength(DetailType) + Buffer.byteLength(Detail);
}
