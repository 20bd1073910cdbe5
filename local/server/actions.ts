import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { CodedError } from '../../src/errors/coded-error.ts';
import type { MemoryDeliveryLog } from '../deliveries/memory-log.ts';
import { buildSample, lookUpSample, type Sample } from '../meta/samples.ts';
import { SIGNATURES, type Signature } from '../meta/sign.ts';
import { FAULT_TARGETS, type FaultTarget } from '../observe/faults.ts';
import type { LocalReceiver } from '../local-receiver.ts';
import type { Sender } from '../send/sender.ts';
import type { Simulations } from '../send/simulation.ts';
import { signedCurl } from '../send/signed-curl.ts';
import type { SetupInfo } from './setup-info.ts';

/** Dependencies of {@link createActions}. */
export interface ActionDeps {
  readonly deliveries: MemoryDeliveryLog;
  readonly receiver: LocalReceiver;
  readonly sender: Sender;
  readonly simulations: Simulations;
  readonly setup: () => SetupInfo;
  readonly newId: () => string;
}

/** A request of the page is invalid. */
class ActionError extends CodedError<'INVALID_REQUEST' | 'NOT_THERE'> {}

/** Larger than any body that ingress accepts, as JSON. */
const MAX_REQUEST_BYTES = 12 * 1024 * 1024;
const MAX_FAULT_SECONDS = 600;
const MAX_CHANGES = 1_000;

type Body = Readonly<Record<string, unknown>>;

/** Creates the routes that act, or that show the verify token. Only the page may call them. */
export function createActions(deps: ActionDeps): Hono {
  const app = new Hono();
  app.use(bodyLimit({ maxSize: MAX_REQUEST_BYTES }));
  app.get('/setup', (c) => c.json(deps.setup()));
  app.get('/samples/:name', (c) => c.text(sampleText(c.req.param('name'), deps.newId())));
  app.get('/deliveries/:id/curl', (c) => c.text(curl(c.req.param('id'), deps)));
  app.post('/send', async (c) => c.json(await send(await readJson(c), deps)));
  app.post('/deliveries/:id/send', async (c) => c.json(await sendAgain(c.req.param('id'), await readJson(c), deps)));
  app.post('/deliveries/:id/replay', async (c) => c.json(await replay(c.req.param('id'), await readJson(c), deps)));
  app.post('/simulations', async (c) => c.json(startSimulation(await readJson(c), deps)));
  app.post('/faults', async (c) => c.json(setFault(await readJson(c), deps)));
  app.post('/challenge', async (c) => c.json(await deps.sender.playChallenge()));
  app.onError((error, c) => {
    if (error instanceof ActionError)
      return c.json({ code: error.code, hint: error.hint }, error.code === 'NOT_THERE' ? 404 : 400);
    return c.json({ code: 'INTERNAL_ERROR', hint: 'The receiver did not respond. Try again.' }, 503);
  });
  return app;
}

async function readJson(c: Context): Promise<Body> {
  const body: unknown = await c.req.json<unknown>().catch(() => undefined);
  if (typeof body !== 'object' || body === null) throw new ActionError('INVALID_REQUEST', 'Send a JSON object.');
  return body as Body;
}

function findSample(name: unknown): Sample {
  const sample = typeof name === 'string' ? lookUpSample(name) : undefined;
  if (sample) return sample;
  throw new ActionError('NOT_THERE', 'Choose a sample of the list.');
}

function sampleText(name: string, salt: string): string {
  const body = buildSample(findSample(name), { timeMs: Date.now(), salt });
  return JSON.stringify(JSON.parse(body.toString()), undefined, 2);
}

async function send(body: Body, { sender, newId }: ActionDeps) {
  const signature = toSignature(body['signature']);
  if (typeof body['body'] === 'string') return sender.post(Buffer.from(body['body']), signature);
  return sender.post(buildSample(findSample(body['sample']), { timeMs: Date.now(), salt: newId() }), signature);
}

async function sendAgain(id: string, body: Body, deps: ActionDeps) {
  return deps.sender.post(bodyOf(id, deps), toSignature(body['signature']));
}

function bodyOf(id: string, { deliveries }: Pick<ActionDeps, 'deliveries'>): Buffer {
  const rawBody = deliveries.find(id)?.rawBody;
  if (rawBody) return rawBody;
  throw new ActionError('NOT_THERE', 'The body is no longer kept. Send another delivery.');
}

function curl(id: string, deps: ActionDeps): string {
  return signedCurl(deps.setup().callbackUrl, bodyOf(id, deps), deps.sender.sign);
}

async function replay(id: string, body: Body, { receiver }: ActionDeps): Promise<{ readonly id: string }> {
  const replayed = await receiver.replay(id, body['again'] === true);
  if (replayed !== undefined) return { id: replayed };
  throw new ActionError('NOT_THERE', 'Choose an accepted delivery whose body is still kept.');
}

function startSimulation(body: Body, { simulations }: ActionDeps) {
  const count = wholeNumber(body['changes'], MAX_CHANGES);
  const found = findSample(body['sample'] ?? 'instagram.comments');
  if (!found.weak) return simulations.start(found, count);
  const hint = 'Choose a sample that is not weak: equal changes of this one differ only in their time.';
  throw new ActionError('INVALID_REQUEST', hint);
}

function setFault(body: Body, { receiver }: ActionDeps) {
  const target = FAULT_TARGETS.find((name) => name === body['target']);
  if (target === undefined) throw new ActionError('INVALID_REQUEST', `Choose one of ${FAULT_TARGETS.join(', ')}.`);
  applyFault(receiver, target, body);
  return { faults: receiver.faults.list() };
}

function applyFault({ faults }: LocalReceiver, target: FaultTarget, body: Body): void {
  if (body['broken'] === true) faults.break(target, wholeNumber(body['seconds'], MAX_FAULT_SECONDS));
  else faults.repair(target);
}

function wholeNumber(value: unknown, max: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= max) return value;
  throw new ActionError('INVALID_REQUEST', `Give a whole number from 1 to ${max}.`);
}

function toSignature(value: unknown = 'right'): Signature {
  const signature = SIGNATURES.find((name) => name === value);
  if (signature) return signature;
  throw new ActionError('INVALID_REQUEST', `Choose one of the signatures ${SIGNATURES.join(', ')}.`);
}
