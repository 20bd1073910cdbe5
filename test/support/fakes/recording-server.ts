import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { serve } from './serve.ts';

/** A received call. */
export interface RecordedCall {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** Response to a call, or none. */
export type RecordedAnswer =
  | 'hang'
  | {
      readonly status: number;
      readonly body: string | Buffer;
      readonly type?: string;
      readonly headers?: Readonly<Record<string, string>>;
    };

/** A service on a loopback port that returns given responses and records every call. */
export interface RecordingServer {
  readonly url: string;
  readonly calls: RecordedCall[];
  /** Returns the number of connections that were opened. */
  readonly connections: () => number;
  readonly stop: () => Promise<void>;
}

/** Starts the service on a free port. */
export async function startRecordingServer(answer: (call: RecordedCall) => RecordedAnswer): Promise<RecordingServer> {
  const calls: RecordedCall[] = [];
  const server = createServer((incoming, outgoing) => {
    void buffer(incoming).then((body) => {
      const call = { method: incoming.method ?? '', path: incoming.url ?? '', headers: incoming.headers, body };
      calls.push(call);
      const answered = answer(call);
      if (answered === 'hang') return;
      outgoing.writeHead(answered.status, {
        'content-type': answered.type ?? 'application/x-amz-json-1.1',
        ...answered.headers,
      });
      outgoing.end(answered.body);
    });
  });
  let opened = 0;
  server.on('connection', () => {
    opened += 1;
  });
  const { port, stop } = await serve(server);
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    connections: () => opened,
    stop,
  };
}

/** Returns SDK client options for such a server, with fake credentials. */
export function createClient(url: string) {
  return {
    endpoint: url,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'synthetic', secretAccessKey: 'synthetic' },
  };
}
