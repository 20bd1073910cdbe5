/** Reading the header and verifying the signature beside the bare HMAC. */
import { createHmac } from 'node:crypto';
import { readSignature, verifySignature } from '../../../src/pipeline/accept/signature.ts';
import { signatureHeader } from '../../../src/testing/signature-header.ts';
import { figure, type Figure } from '../figure.ts';
import { SECRET } from '../stub/answers.ts';
import { printFigures } from './measurement.ts';

const SIZES = [
  { name: '1 KB', bytes: 1_024, times: 20_000 },
  { name: '100 KB', bytes: 100 * 1_024, times: 1_000 },
  { name: '3 MB', bytes: 3 * 1_024 * 1_024, times: 40 },
];
const ROUNDS = 15;
const SECRETS = [{ name: 'current.appSecret', secret: SECRET.appSecret }] as const;

function timeOf(times: number, task: () => unknown): number {
  const startMs = performance.now();
  for (let i = 0; i < times; i += 1) task();
  return performance.now() - startMs;
}

export function measureVerify(): Promise<Figure[]> {
  const figures = SIZES.map(({ name, bytes, times }) => {
    const body = Buffer.alloc(bytes, 'a');
    const { 'x-hub-signature-256': header } = signatureHeader(body, SECRET.appSecret);
    const verify = () => verifySignature(body, readSignature(header), SECRETS);
    const hmac = () => createHmac('sha256', SECRET.appSecret).update(body).digest();
    timeOf(times, verify);
    timeOf(times, hmac);
    const ratios = Array.from({ length: ROUNDS }, () => timeOf(times, verify) / timeOf(times, hmac));
    return figure(`verification of ${name} / bare HMAC`, ratios, { unit: 'ratio', atMost: 1.4 });
  });
  return Promise.resolve(figures);
}

await printFigures(measureVerify);
