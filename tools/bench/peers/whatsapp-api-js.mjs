// whatsapp-api-js as a server. The bench installs the library beside this file's copy.
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { WhatsAppAPI } from 'whatsapp-api-js';

const whatsapp = new WhatsAppAPI({
  token: 'bench',
  appSecret: process.env.BENCH_APP_SECRET,
  webhookVerifyToken: 'bench',
  v: 'v24.0',
});
whatsapp.on.message = () => undefined;
whatsapp.on.status = () => undefined;

const server = createServer((incoming, outgoing) => {
  buffer(incoming)
    .then(async (raw) => {
      const body = raw.toString();
      await whatsapp.post(JSON.parse(body), body, incoming.headers['x-hub-signature-256']);
      outgoing.writeHead(200).end();
    })
    .catch((error) => {
      outgoing.writeHead(typeof error === 'number' ? error : 500).end();
    });
});
server.listen(0, '127.0.0.1', () => {
  process.send({ port: server.address().port });
});
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send({ cpuMs: (user + system) / 1_000 });
});
process.on('disconnect', () => process.exit());
