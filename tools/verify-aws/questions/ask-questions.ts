import type { Fact } from '../facts.ts';
import { happyPath } from '../happy-path.ts';
import { openReceiver } from '../receiver.ts';
import type { Verification } from '../verification.ts';
import { alarmStateQuestions, denialQuestions } from './alarm-questions.ts';
import { claimQuestions } from './claim-questions.ts';
import { commandQuestions } from './command-questions.ts';
import { gatewayQuestions } from './gateway-limits.ts';
import { keyQuestions } from './key-questions.ts';
import { platformLineQuestions } from './platform-line-questions.ts';
import { askQuestion } from './question.ts';

/**
 * Asks all questions about the deployed receiver, one after the other.
 * @param facts - takes each fact as soon as it is known, so that an interrupted run can print them
 */
export async function askQuestions(run: Verification, facts: Fact[]): Promise<void> {
  const receiver = await openReceiver(run);
  const asking = { isEmulator: run.aws.emulator !== undefined, signal: run.signal };
  const questions = [
    happyPath,
    commandQuestions,
    gatewayQuestions,
    claimQuestions,
    alarmStateQuestions,
    // Before the denial, after which deliveries are retried for up to an hour.
    platformLineQuestions,
    denialQuestions,
    keyQuestions,
  ].flatMap((questionsOf) => questionsOf(run, receiver));
  for (const question of questions) {
    const fact = await askQuestion(question, asking);
    facts.push(fact);
    run.progress(`${fact.status}: ${fact.question}`);
  }
}
