import type { Log, LogFields } from '../../../lambdas/aws/log.ts';
import { keepLine } from './keep-line.ts';

/** One logged line. */
export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: LogFields;
}

/** Creates a log that records its lines, and keeps them for `npm run check:logs`, which looks for secrets in them. */
export function recordLog(): { readonly log: Log; readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const at =
    (level: LogLine['level']) =>
    (message: string, fields: LogFields): void => {
      lines.push({ level, message, fields });
      keepLine({ level, message, ...fields });
    };
  return { log: { info: at('info'), warn: at('warn'), error: at('error') }, lines };
}
