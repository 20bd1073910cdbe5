import { formatError } from '../verify-error.ts';
import type { Answer, Fact } from '../facts.ts';

/** Something to find out about a deployed receiver. */
export interface Question {
  readonly question: string;
  /** A check has one right outcome, and an error fails it. An observation records whatever AWS does. */
  readonly kind: 'check' | 'observation';
  /** Reason why an emulator cannot answer it. @default - it can */
  readonly missingInEmulator?: string;
  /** Reason why this run cannot answer it anywhere. @default - it can */
  readonly missingHere?: string;
  readonly ask: () => Promise<Answer>;
}

/** Where a question is asked. */
export interface Asking {
  readonly isEmulator: boolean;
  readonly signal: AbortSignal;
}

/**
 * Asks a question. An error fails it; it ends the run only when the run is interrupted.
 * @throws the signal's reason when it has aborted
 */
export async function askQuestion(question: Question, { isEmulator, signal }: Asking): Promise<Fact> {
  signal.throwIfAborted();
  const reason = question.missingHere ?? (isEmulator ? question.missingInEmulator : undefined);
  const fact = { question: question.question, answer: '-' };
  if (reason !== undefined) return { ...fact, status: 'not answered here', evidence: reason };
  try {
    const answer = await question.ask();
    return { ...fact, ...answer, status: question.kind === 'check' ? 'passed' : 'observed' };
  } catch (error) {
    signal.throwIfAborted();
    return { ...fact, answer: 'no', status: 'failed', evidence: formatError(error) };
  }
}
