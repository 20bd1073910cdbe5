import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, globSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { embeddedClients, startEmbeddedAws, type EmbeddedAws } from '../../local/embedded-aws.ts';
import {
  isLoopback,
  listeningSockets,
  ownListeningSockets,
  parseSocketTable,
  processTree,
  reportNow,
  socketsOfReport,
} from '../support/harness/listening-sockets.ts';
import { startOperator, type OperatorUnderTest } from '../support/harness/operator-under-test.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Resolves when the process has written this. */
async function written(child: ChildProcess, sought: string): Promise<string> {
  let output = '';
  for await (const chunk of child.stdout ?? []) {
    output += String(chunk);
    if (output.includes(sought)) return output;
  }
  throw new Error(`it ended without ${sought}: ${output}`);
}

describe('listing sockets', () => {
  // Lines of a Linux machine (little-endian): sshd on every interface, both families, and servers on loopback.
  const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 100 1 0 100 0 0 10 0
   1: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 101 1 0 100 0 0 10 0
   2: 0100007F:0BB8 0100007F:D2F0 01 00000000:00000000 00:00000000 00000000     0        0 102 1 0 100 0 0 10 0`;
  const TABLE6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 103 1 0 100 0 0 10 0
   1: 00000000000000000000000001000000:0BB9 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 104 1 0 100 0 0 10 0
   2: 0000000000000000FFFF00000100007F:0BBA 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 105 1 0 100 0 0 10 0`;

  it("reads the kernel's tables", () => {
    const sockets = [TABLE, TABLE6].flatMap(parseSocketTable);
    expect(sockets.map(({ address, port }) => `${address} ${port}`)).toEqual([
      '127.0.0.1 3000',
      '0.0.0.0 22',
      ':: 22',
      '::1 3001',
      '::ffff:127.0.0.1 3002',
    ]);
    expect(sockets.map(isLoopback)).toEqual([true, false, false, true, true]);
  });

  it('finds a server, by the kernel as by libuv', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    for (const sockets of [ownListeningSockets(), socketsOfReport(reportNow())])
      expect(sockets).toContainEqual(expect.objectContaining({ address: '127.0.0.1', port }));
    server.close();
  });
});

describe('npm start', () => {
  const onLinux = process.platform === 'linux';

  it('listens on loopback only, with everything that it embeds', async () => {
    // Elsewhere the process reports on itself: libuv knows every socket that it opened.
    const report =
      `setInterval(() => { process.report.excludeNetwork = true; console.log('REPORT' + ` +
      `JSON.stringify({ libuv: process.report.getReport().libuv }) + 'END'); }, 500).unref();`;
    const args = onLinux ? [] : ['--import', `data:text/javascript,${encodeURIComponent(report)}`];
    const child = spawn(process.execPath, [...args, 'local/start.ts'], {
      cwd: ROOT,
      env: { ...process.env, PORT: '0' },
    });
    try {
      const output = await written(child, 'Ctrl-C');
      const sockets = onLinux
        ? listeningSockets(processTree(child.pid!))
        : socketsOfReport(JSON.parse(/REPORT(.*)END/.exec(await written(child, 'END'))![1]!) as never);
      const printed = [...output.matchAll(/localhost:(\d+)/g)].map(([, port]) => Number(port));
      expect(sockets.map(({ port }) => port)).toEqual(expect.arrayContaining(printed));
      expect(sockets).toHaveLength(4); // page and API, tunnels, SQS with S3, DynamoDB
      expect(sockets.filter((socket) => !isLoopback(socket))).toEqual([]);
    } finally {
      child.kill('SIGKILL');
    }
  });
});

describe("the suites' servers", () => {
  let operator: OperatorUnderTest;
  beforeAll(async () => {
    operator = await startOperator();
  });
  afterAll(async () => operator.stop());

  it('listen on loopback only', () => {
    const sockets = ownListeningSockets();
    expect(sockets.length).toBeGreaterThanOrEqual(9);
    expect(sockets.filter((socket) => !isLoopback(socket))).toEqual([]);
  });
});

describe('an embedded service', () => {
  let aws: EmbeddedAws;
  beforeAll(async () => {
    aws = await startEmbeddedAws();
    const { s3, sqs, dynamoDb } = embeddedClients(aws.endpoints);
    await s3.send(new PutObjectCommand({ Bucket: aws.bucket, Key: 'planted', Body: 'planted' }));
    for (const client of [s3, sqs, dynamoDb]) client.destroy();
  });
  afterAll(async () => aws.stop());

  const ask = async (
    service: 'dynalite' | 'fauxqs',
    headers: Record<string, string>,
    { method = 'GET', path = '/archive' } = {},
  ): Promise<{ status: number | undefined; body: string }> => {
    const [answer] = (await once(
      request(new URL(path, aws.endpoints[service]), { method, headers }).end(),
      'response',
    )) as [IncomingMessage];
    return { status: answer.statusCode, body: await text(answer) };
  };

  it.each([
    { rule: 'a name that resolves to this machine', host: (port: string) => `archive.evil.example:${port}` },
    { rule: 'its own name on another port', host: () => '127.0.0.1:1' },
    { rule: 'its own name without a port', host: () => 'localhost' },
    { rule: 'a name that only begins like its own', host: (port: string) => `127.0.0.1.evil.example:${port}` },
    { rule: 'a name that only ends like its own', host: (port: string) => `evil.example.127.0.0.1:${port}` },
  ])('answers 403 to $rule', async ({ host }) => {
    for (const service of ['fauxqs', 'dynalite'] as const) {
      const { status, body } = await ask(service, { host: host(new URL(aws.endpoints[service]).port) });
      expect([status, (JSON.parse(body) as { code: string }).code]).toEqual([403, 'FOREIGN_REQUEST']);
      expect(body).not.toContain('planted');
    }
  });

  it.each(['https://evil.example', 'http://localhost:3000', 'null'])(
    'answers 403 to a page of %s, and does nothing',
    async (origin) => {
      const post = { method: 'POST', path: '/archive?delete' };
      expect((await ask('fauxqs', { origin }, post)).status).toBe(403);
      expect((await ask('dynalite', { origin }, { method: 'POST', path: '/' })).status).toBe(403);
      expect((await ask('fauxqs', {})).body).toContain('planted');
    },
  );

  // A browser sends no Origin with the GET of an image or a link, but says where it comes from:
  // https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
  it.each(['cross-site', 'same-site', 'same-origin'])('answers 403 to the GET of a page (%s)', async (site) => {
    for (const service of ['fauxqs', 'dynalite'] as const) {
      expect((await ask(service, { 'sec-fetch-site': site })).status).toBe(403);
    }
  });

  it('answers to what a person types into the address bar, as it does to a program', async () => {
    expect((await ask('fauxqs', { 'sec-fetch-site': 'none' }, { path: '/health' })).status).not.toBe(403);
  });

  it('answers to each of its own names', async () => {
    const { port } = new URL(aws.endpoints.fauxqs);
    for (const host of ['127.0.0.1', 'localhost', 'sqs.eu-central-1.127.0.0.1']) {
      expect((await ask('fauxqs', { host: `${host}:${port}` }, { path: '/health' })).status).not.toBe(403);
    }
  });
});

describe('the source', () => {
  /** Arguments of calls that may open a socket. `clockAhead(…).listen(…)` is our command. */
  const listens = (file: string): string[] => {
    const source = readFileSync(join(ROOT, file), 'utf8').replace(/clockAhead\(.*?\)\.listen/g, '');
    return [...source.matchAll(/\.listen\((\{ ?port[^)]*|port[^)]*|\d[^)]*|)[,)]/g)].map(([call]) => call);
  };
  const files = globSync('{bin,lib,lambdas,src,tools,examples,test}/**/*.{ts,js}', { cwd: ROOT }).filter(
    (file) => listens(file).length > 0,
  );

  // The address is easy to leave out, and nothing else shows it: a socket on every interface works as well.
  it.each(files)('binds every server of %s to loopback', (file) => {
    expect(listens(file).filter((call) => !/'127\.0\.0\.1'|LOOPBACK/.test(call))).toEqual([]);
  });
});
