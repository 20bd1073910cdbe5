/** The handler as a server beside the least that a receiver can be, and beside a library for Meta's webhooks. */
import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { signatureHeader } from '../../../src/testing/signature-header.ts';
import { figure, type Figure } from '../figure.ts';
import { bundlePeer } from '../peers/bundle-peer.ts';
import { SECRET } from '../stub/answers.ts';
import { inTurn, printFigures, withFolder } from './measurement.ts';

const REQUESTS = 3_000;
const CONNECTIONS = 20;
const ROUNDS = 6;
const LIBRARY = 'whatsapp-api-js@6.3.0';
const BODY_BYTES = 1_024;
const PEERS = join(import.meta.dirname, '../peers');

interface Server {
  readonly port: number;
  readonly process: ChildProcess;
}

async function startServer(file: string, more: Readonly<Record<string, string>> = {}): Promise<Server> {
  const env = { PATH: process.env['PATH'], ...more };
  const child = fork(file, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'], env });
  child.stdout?.resume();
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return { port, process: child };
}

async function cpuMs({ process: child }: Server): Promise<number> {
  child.send('cpu');
  const [report] = (await once(child, 'message')) as [{ cpuMs: number }];
  return report.cpuMs;
}

/** A message of WhatsApp, each with its own id, padded to 1 KB. */
function signedBody(i: number): { readonly body: Buffer; readonly headers: Record<string, string> } {
  const message = { id: `wamid.${i}`, from: '1', timestamp: '1767225600', type: 'text', text: { body: 'x' } };
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '1', phone_number_id: '106540352242922' },
    contacts: [{ profile: { name: 'a' }, wa_id: '1' }],
    messages: [message],
  };
  const whole = { object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ field: 'messages', value }] }] };
  message.text.body = 'x'.repeat(BODY_BYTES - JSON.stringify(whole).length);
  const body = Buffer.from(JSON.stringify(whole));
  return { body, headers: { ...signatureHeader(body, SECRET.appSecret), 'content-length': String(body.length) } };
}

const bodies = Array.from({ length: REQUESTS }, (_, i) => signedBody(i));

async function post({ port }: Server, agent: Agent, { body, headers }: (typeof bodies)[number]): Promise<void> {
  const outgoing = request({ host: '127.0.0.1', port, path: '/webhooks/meta', method: 'POST', agent, headers });
  outgoing.end(body);
  const [incoming] = (await once(outgoing, 'response')) as [import('node:http').IncomingMessage];
  incoming.resume();
  await once(incoming, 'end');
  if (incoming.statusCode !== 200) throw new Error(`the server answered ${incoming.statusCode}`);
}

/** Returns the server's CPU time per request, in µs. */
async function cpuPerRequest(server: Server): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const before = await cpuMs(server);
  let next = 0;
  const postMany = async (): Promise<void> => {
    for (let one = bodies[next]; one !== undefined; one = bodies[next]) {
      next += 1;
      await post(server, agent, one);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, postMany));
  agent.destroy();
  return (((await cpuMs(server)) - before) * 1_000) / REQUESTS;
}

/** Installs the library into a folder. @returns the URL of its module */
function installLibrary(folder: string): string {
  execFileSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', LIBRARY], { cwd: folder, stdio: 'ignore' });
  return pathToFileURL(createRequire(join(folder, 'index.js')).resolve('whatsapp-api-js')).href;
}

export async function measureServer(): Promise<Figure[]> {
  return withFolder(async (folder) => {
    const ours = await startServer(bundlePeer('our-server', folder));
    const bare = await startServer(bundlePeer('bare-server', folder));
    const library = await startServer(join(PEERS, 'library-server.ts'), { BENCH_LIBRARY: installLibrary(folder) });
    for (const server of [ours, bare, library]) await cpuPerRequest(server);
    const run = (server: Server) => async () => cpuPerRequest(server);
    const besideBare = await inTurn(ROUNDS, run(ours), run(bare));
    const besideLibrary = await inTurn(ROUNDS, run(ours), run(library));
    for (const { process: child } of [ours, bare, library]) child.kill();
    const ratios = (pairs: typeof besideBare): number[] => pairs.map((pair) => pair.ours / pair.theirs);
    return [
      figure('server CPU per request / bare node:http + HMAC', ratios(besideBare), { unit: 'ratio', atMost: 2.3 }),
      figure(`server CPU per request / ${LIBRARY}`, ratios(besideLibrary), { unit: 'ratio' }),
    ];
  });
}

await printFigures(measureServer);
