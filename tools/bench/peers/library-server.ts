/** whatsapp-api-js as a server. The bench installs it: BENCH_LIBRARY is the URL of its module. */
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { SECRET } from '../stub/answers.ts';
import { serveAndReport } from './serve-and-report.ts';

/** The part of the library's API that takes a delivery. */
interface Library {
  readonly WhatsAppAPI: new (options: object) => {
    readonly on: Record<string, () => void>;
    post(body: unknown, raw: string, signature: string): Promise<unknown>;
  };
}

const { WhatsAppAPI } = (await import(process.env['BENCH_LIBRARY'] ?? '')) as Library;
const whatsapp = new WhatsAppAPI({ token: 'bench', ...SECRET, webhookVerifyToken: SECRET.verifyToken, v: 'v24.0' });
whatsapp.on['message'] = () => undefined;
whatsapp.on['status'] = () => undefined;

serveAndReport(
  createServer((incoming, outgoing) => {
    const post = async (): Promise<void> => {
      const raw = (await buffer(incoming)).toString();
      await whatsapp.post(JSON.parse(raw), raw, String(incoming.headers['x-hub-signature-256']));
    };
    post().then(
      () => outgoing.writeHead(200).end(),
      (error: unknown) => outgoing.writeHead(typeof error === 'number' ? error : 500).end(),
    );
  }),
);
