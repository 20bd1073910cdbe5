import type { Figure } from '../figure.ts';

const WIDTH = 900;
const ROW = 34;
const LABEL = 460;
/** A ratio above this has a peer that does only a part of the work. It would make all other bars short. */
const MOST = 3;
const BAR = WIDTH - LABEL - 70;
const FONT = 'font-family="system-ui, sans-serif" font-size="13"';

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Draws ratios as bars, with a line at 1: the peer. */
export function drawRatios(figures: readonly Figure[]): string {
  const ratios = figures.filter(({ unit, value }) => unit === 'ratio' && value <= MOST);
  const most = Math.max(1.2, ...ratios.map(({ value }) => value));
  const x = (value: number): number => LABEL + (value / most) * BAR;
  const height = ratios.length * ROW + 40;
  const rows = ratios.map(({ name, value, atMost }, i) => {
    const y = 24 + i * ROW;
    const limit =
      atMost === undefined || atMost > most
        ? ''
        : `<line x1="${x(atMost)}" x2="${x(atMost)}" y1="${y - 2}" y2="${y + 20}" stroke="#b45309" stroke-width="2"/>`;
    return (
      `<text x="${LABEL - 10}" y="${y + 14}" text-anchor="end" fill="#1f2937" ${FONT}>${escape(name)}</text>` +
      `<rect x="${LABEL}" y="${y}" width="${x(value) - LABEL}" height="18" rx="2" fill="#2563eb"/>${limit}` +
      `<text x="${x(Math.max(value, atMost ?? 0)) + 6}" y="${y + 14}" fill="#1f2937" ${FONT}>${value.toFixed(2)}</text>`
    );
  });
  const peer = `<line x1="${x(1)}" x2="${x(1)}" y1="8" y2="${height - 20}" stroke="#6b7280" stroke-dasharray="4 3"/>`;
  const legend =
    `<text x="${x(1)}" y="${height - 6}" text-anchor="middle" fill="#6b7280" ${FONT}>1 = the peer</text>` +
    `<text x="${LABEL - 10}" y="${height - 6}" text-anchor="end" fill="#b45309" ${FONT}>orange line: budget</text>`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}">` +
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>${peer}${rows.join('')}${legend}</svg>\n`
  );
}
