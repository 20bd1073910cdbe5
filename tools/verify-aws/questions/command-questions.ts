import { join } from 'node:path';
import type { Receiver } from '../receiver.ts';
import { runCommand } from '../run-command.ts';
import type { Verification } from '../verification.ts';
import type { Question } from './question.ts';

const PROJECT = join(import.meta.dirname, '../../..');

/** The operator's command on the deployed stack, and the questions that need more than one run has. */
export function commandQuestions({ name, folder, signal }: Verification, { appSecret }: Receiver): readonly Question[] {
  const noAnswer = async (): Promise<never> => Promise.reject(new Error('this question is not asked'));
  return [
    {
      question: 'Does `receiver setup` prove the pipeline?',
      kind: 'check',
      missingInEmulator: "the host in the emulator's callback URL does not resolve",
      ask: async () => {
        const args = ['bin/meta-webhooks.ts', 'setup', '--stack', name, '--secret-from', 'env:VERIFY_APP_SECRET'];
        const env = { ...process.env, VERIFY_APP_SECRET: appSecret };
        const command = { name: 'receiver setup', args, env, cwd: PROJECT, log: join(folder, 'setup.log'), signal };
        await runCommand(command);
        return { answer: 'yes', evidence: 'exit code 0' };
      },
    },
    {
      question: 'Can two regions have a receiver of the same name?',
      kind: 'check',
      missingHere: 'start a second run at the same time, with the same --stack-name and another --region',
      ask: noAnswer,
    },
    {
      question: "Does the mutual-TLS domain accept only Meta's certificate?",
      kind: 'check',
      missingHere: 'it needs a domain name, its certificate and a client certificate: follow docs/domains.md',
      ask: noAnswer,
    },
  ];
}
