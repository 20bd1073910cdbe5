import { isUtf8 } from 'node:buffer';
import { BODY_PROBLEMS, type BodyProblem } from './body.ts';
import type { ExitCode } from '../errors/cli-error.ts';
import type { Context } from '../context.ts';
import type { Printer } from '../terminal/printer.ts';
import { terminalSafeText } from '../../src/text/terminal-safe.ts';

/** A delivery to print. */
export interface Shown {
  /** The document for `--json`. */
  readonly document: object;
  /** Prints the delivery for people. */
  readonly print: (printer: Printer) => void;
  /** The body, or why it is not available; undefined if it was not requested. */
  readonly body: Buffer | BodyProblem | undefined;
}

/**
 * Prints a delivery. If there is a body, only the body goes to standard output, so that it can be piped. On a terminal,
 * replaces control and bidirectional characters with `?`.
 */
export function showDelivery(
  { document, print, body }: Shown,
  { output, ports }: Pick<Context, 'output' | 'ports'>,
): ExitCode {
  output.document({ ...document, ...bodyMember(body) });
  const isPiped = Buffer.isBuffer(body);
  print(isPiped ? output.aside : output);
  if (typeof body === 'string') output.note(`no body: ${BODY_PROBLEMS[body]} (${body})`);
  if (isPiped && !output.json) ports.out(ports.outIsTerminal ? `${terminalSafeText(body.toString())}\n` : body);
  return typeof body === 'string' ? 1 : 0;
}

function bodyMember(body: Shown['body']): object {
  if (body === undefined) return {};
  if (typeof body === 'string') return { bodyProblem: body };
  return isUtf8(body) ? { body: body.toString() } : { bodyBase64: body.toString('base64') };
}
