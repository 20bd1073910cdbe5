import { yellow } from '../../../local/terminal/text.ts';
import type { Sample } from '../../../local/meta/samples.ts';
import { PROGRAM_NAME } from '../../framework/help-text.ts';
import { shortSampleName } from '../../meta/samples.ts';
import { formatCount } from '../../terminal/format.ts';
import type { Printer } from '../../terminal/printer.ts';

const LEGEND =
  'weak: the change has no id, so two of them within one second are the same change. ig, wa and fb stand for ' +
  'instagram, whatsapp_business_account and page.';

/**
 * Prints the samples, and the command that sends the first one. On a terminal, names of WhatsApp are short enough for
 * its width.
 */
export function reportSamples(
  printer: Printer,
  samples: readonly Sample[],
  { hasLocalRun }: { readonly hasLocalRun: boolean },
): void {
  const toName = (name: string): string => (printer.screen.isCompact ? shortSampleName(name) : name);
  printer.table(
    [{ title: 'SAMPLE', isWhole: true }, 'ID', { title: 'DESCRIPTION', wraps: true }],
    samples.map(({ name, title, weak }) => [toName(name), weak ? yellow('weak') : '', title]),
  );
  printer.line();
  printer.line(`${formatCount(samples.length, 'sample')}. ${LEGEND}`);
  const [first] = samples;
  if (first) printer.next(`${PROGRAM_NAME} send ${toName(first.name)}${hasLocalRun ? ' --local' : ''}`);
}
