import { isUtf8 } from 'node:buffer';
import { BODY_PROBLEMS, type BodyProblem } from './body.ts';
import type { ExitCode } from '../errors/cli-error.ts';
import type { Context } from '../context.ts';
import { terminalSafeText } from '../../src/text/terminal-safe.ts';

/** One delivery, as it is to be shown. */
export interface Shown {
  /** For `--json`. */
  readonly document: object;
  /** For people. */
  readonly facts: readonly string[];
  /** Its body, or why that cannot be had; undefined where nobody asked for it. */
  readonly body: Buffer | BodyProblem | undefined;
}

/**
 * Shows a delivery. A body goes to standard output alone, so that it can be piped, and the rest to standard error.
 * On a terminal, characters that could drive it or turn text around are shown as `?`.
 */
export function showDelivery(
  { document, facts, body }: Shown,
  { output, ports }: Pick<Context, 'output' | 'ports'>,
): ExitCode {
  output.document({ ...document, ...bodyMember(body) });
  const isPiped = Buffer.isBuffer(body);
  for (const fact of facts) {
    if (isPiped) output.note(fact);
    else output.line(fact);
  }
  if (typeof body === 'string') output.note(`no body: ${BODY_PROBLEMS[body]} (${body})`);
  if (isPiped && !output.json) ports.out(ports.outIsTerminal ? `${terminalSafeText(body.toString())}\n` : body);
  return typeof body === 'string' ? 1 : 0;
}

function bodyMember(body: Shown['body']): object {
  if (body === undefined) return {};
  if (typeof body === 'string') return { bodyProblem: body };
  return isUtf8(body) ? { body: body.toString() } : { bodyBase64: body.toString('base64') };
}
