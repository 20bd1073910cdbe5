import { alignColumns } from '../text/align-columns.ts';

/** Whether a fact is a check with one right outcome, an observation, or something that could not be found out. */
export type FactStatus = 'passed' | 'failed' | 'observed' | 'not answered here';

/** What a run found out about one question. */
export interface Fact {
  readonly question: string;
  readonly status: FactStatus;
  readonly answer: string;
  /** What was seen, or the reason why the question has no answer here. */
  readonly evidence: string;
}

/** What a question found out. */
export type Answer = Pick<Fact, 'answer' | 'evidence'>;

/** Formats the facts as a table with one row each. */
export function formatFacts(facts: readonly Fact[]): string {
  const columns = ['status', 'question', 'answer', 'evidence'] as const;
  return alignColumns([columns, ...facts.map((fact) => columns.map((column) => fact[column]))]);
}

/** Counts the facts by status, e.g. `10 passed, 0 failed, 2 observed, 6 not answered here`. */
export function summarizeFacts(facts: readonly Fact[]): string {
  const statuses: readonly FactStatus[] = ['passed', 'failed', 'observed', 'not answered here'];
  return statuses.map((status) => `${facts.filter((fact) => fact.status === status).length} ${status}`).join(', ');
}
