import { alignColumns } from '../../text/align-columns.ts';
import { formatSpread, formatValue, holds, type Figure } from '../figure.ts';

/** Formats the figures as a table for a terminal. */
export function formatTable(figures: readonly Figure[]): string {
  const rows = [
    ['', 'value', '', 'quartiles', 'at most', 'figure'],
    ...figures.map((one) => [
      holds(one) ? '' : 'OVER',
      formatValue(one, one.value),
      one.unit,
      formatSpread(one),
      one.atMost === undefined ? '' : String(one.atMost),
      one.name,
    ]),
  ];
  return alignColumns(rows);
}

/** Formats the figures as a table for a document. */
export function formatMarkdown(figures: readonly Figure[]): string {
  const head = ['| figure | value | quartiles | at most |', '|---|---|---|---|'];
  const rows = figures.map((one) => {
    const unit = one.unit === 'ratio' ? '' : ` ${one.unit}`;
    return `| ${one.name} | ${formatValue(one, one.value)}${unit} | ${formatSpread(one)} | ${one.atMost ?? ''} |`;
  });
  return [...head, ...rows].join('\n');
}
