import { timesInAlarm, type AlarmProperties } from './alarm-states.ts';
import { drawGraph } from './draw-graph.ts';
import { toLines } from './lines.ts';
import type { RecordedRun } from './recorded-run.ts';
import { wrapped } from './wrapped.ts';
import { getMetrics, type Widget } from './widget.ts';

/** Width of a column in pixels. CloudWatch's grid has 24 columns. */
const COLUMN = 58;
const ROW = 44;
const GAP = 8;
const HEADER = 56;
const FOOTER = 40;
const INK = '#16191f';
const QUIET = '#687078';

/** A dashboard and the recorded run that it shows. */
export interface DashboardDrawing {
  readonly name: string;
  readonly widgets: readonly Widget[];
  readonly alarms: readonly AlarmProperties[];
  readonly run: RecordedRun;
}

/** Draws a dashboard in CloudWatch's layout. @returns an SVG document */
export async function drawDashboard({ name, widgets, alarms, run }: DashboardDrawing): Promise<string> {
  const rows = Math.max(...widgets.map(({ y, height }) => y + height));
  const [width, height] = [24 * COLUMN + GAP, HEADER + rows * ROW + FOOTER];
  const drawn: string[] = [];
  for (const widget of widgets) drawn.push(card(widget, await getContent(widget, alarms, run)));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="Helvetica, Arial, sans-serif">
<rect width="${width}" height="${height}" fill="#f2f3f3"/>
${text({ x: 16, y: 26, size: 18, weight: 'bold' }, `Dashboard ${name}`)}
${text({ x: 16, y: 44, size: 11, color: QUIET }, `A recorded run of ${(run.toMs - run.fromMs) / 3_600_000} hours in which each failure happens once, from ${clock(run.fromMs)} to ${clock(run.toMs)} UTC; drawn by npm run dashboard:picture`)}
${drawn.join('\n')}
${text({ x: 16, y: height - 22, size: 11, color: QUIET }, 'receiver: metrics that the real ingress and worker wrote in this run. AWS: metrics that API Gateway, Lambda, SQS, DynamoDB and EventBridge would publish, counted by the simulated services of the run.')}
</svg>
`;
}

async function getContent(widget: Widget, alarms: readonly AlarmProperties[], run: RecordedRun): Promise<string> {
  if (widget.type === 'text') return markdown(widget);
  if (widget.type === 'alarm') return tiles(widget, alarms, run);
  const lines = toLines(widget, run);
  const { width, height } = inside(widget);
  if (lines.length === 0) return text({ x: 12, y: 60, size: 11, color: QUIET }, 'no data in the recorded run');
  const svg = await drawGraph(widget, lines, { width: width - 20, height: height - 40, run });
  return svg.replace('<svg ', '<svg x="10" y="32" ').replace(/ xmlns(:xlink)?="[^"]*"/g, '');
}

function card(widget: Widget, content: string): string {
  const { width, height } = inside(widget);
  const [x, y] = [GAP + widget.x * COLUMN, HEADER + widget.y * ROW];
  const title = widget.properties.title ?? '';
  const source =
    widget.type === 'metric'
      ? text({ x: width - 10, y: 20, size: 9, color: QUIET, anchor: 'end' }, getSource(widget))
      : '';
  const heading = title === '' ? '' : text({ x: 12, y: 21, size: 12, weight: 'bold' }, title);
  return (
    `<g transform="translate(${x},${y})"><rect width="${width}" height="${height}" rx="4" fill="#fff" ` +
    `stroke="#d5dbdb"/>${heading}${source}${content}</g>`
  );
}

/** Returns the source of a graph's metrics. */
export function getSource(widget: Widget): string {
  const namespaces = getMetrics(widget).map((metric) => (metric.kind === 'metric' ? metric.namespace : 'receiver'));
  const isOurs = (namespace: string): boolean => !namespace.startsWith('AWS/');
  if (namespaces.every(isOurs)) return 'receiver';
  return namespaces.some(isOurs) ? 'receiver, AWS' : 'AWS';
}

function tiles(
  { properties: { alarms: names = [] }, ...widget }: Widget,
  alarms: readonly AlarmProperties[],
  run: RecordedRun,
): string {
  const columns = 4;
  const prefix = `${names[0]?.split('-')[0] ?? ''}-`;
  const { width, height } = inside(widget);
  const [tileWidth, tileHeight] = [(width - 20) / columns, (height - 40) / Math.ceil(names.length / columns)];
  return names
    .map((name, i) => {
      const short = names.every((one) => one.startsWith(prefix)) ? name.slice(prefix.length) : name;
      const alarm = alarms.find(({ AlarmName }) => name === AlarmName);
      const times = alarm ? timesInAlarm(alarm, run.store, run) : [];
      const isOff = times.includes(run.toMs);
      const [x, y] = [10 + (i % columns) * tileWidth, 32 + Math.floor(i / columns) * tileHeight];
      const wentOff = isOff ? lastBeginning(times) : times[0];
      const said =
        wentOff === undefined ? 'OK during the whole run' : `in ALARM at ${clock(wentOff)}${isOff ? '' : ', OK again'}`;
      return (
        `<g transform="translate(${x},${y})"><rect width="${tileWidth - 6}" height="${tileHeight - 6}" rx="3" ` +
        `fill="${isOff ? '#fdf3f1' : '#f2f8f0'}"/><rect width="4" height="${tileHeight - 6}" ` +
        `fill="${isOff ? '#d13212' : '#1d8102'}"/>${text({ x: 12, y: tileHeight / 2 - 6, size: 10, weight: 'bold' }, short)}${text({ x: 12, y: tileHeight / 2 + 8, size: 9, color: QUIET }, said)}</g>`
      );
    })
    .join('');
}

/** Finds the start of the last ALARM state, because an alarm may go off more than once. */
function lastBeginning(times: readonly number[]): number | undefined {
  const stepMs = Math.min(...times.slice(1).map((time, i) => time - (times[i] ?? 0)));
  return times.findLast((time, i) => i === 0 || time - (times[i - 1] ?? 0) > stepMs);
}

function markdown(widget: Widget): string {
  const lines = (widget.properties.markdown ?? '').split('\n').flatMap((line) => {
    const isHeading = line.startsWith('## ');
    return wrapped(line.replace(/^## /, '').replace(/\[([^\]]+)\]\([^)]*\)/g, '$1'), 76).map((part) => ({
      part,
      isHeading,
    }));
  });
  return lines
    .map(({ part, isHeading }, i) =>
      text({ x: 12, y: 24 + i * 16, size: isHeading ? 14 : 11, weight: isHeading ? 'bold' : 'normal' }, part),
    )
    .join('');
}

function inside({ width, height }: Pick<Widget, 'width' | 'height'>): { width: number; height: number } {
  return { width: width * COLUMN - GAP, height: height * ROW - GAP };
}

interface TextStyle {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly weight?: 'bold' | 'normal';
  readonly color?: string;
  readonly anchor?: 'start' | 'end';
}

function text({ x, y, size, weight = 'normal', color = INK, anchor = 'start' }: TextStyle, content: string): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return (
    `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${color}" ` +
    `text-anchor="${anchor}">${escaped}</text>`
  );
}

function clock(ms: number): string {
  return new Date(ms).toISOString().slice(11, 16);
}
