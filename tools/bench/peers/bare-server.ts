/** The least that a receiver can be: `node:http`, one HMAC, 200. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { SECRET } from '../stub/answers.ts';
import { serveAndReport } from './serve-and-report.ts';

serveAndReport(
  createServer((incoming, outgoing) => {
    void buffer(incoming).then((body) => {
      const expected = createHmac('sha256', SECRET.appSecret).update(body).digest();
      const given = Buffer.from(String(incoming.headers['x-hub-signature-256']).replace('sha256=', ''), 'hex');
      outgoing.writeHead(given.length === expected.length && timingSafeEqual(given, expected) ? 200 : 401).end('{}');
    });
  }),
);
