import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { Line } from './lines.ts';
import type { RecordedRun } from './recorded-run.ts';
import type { Limit, Widget } from './widget.ts';

const COLORS = [
  '#1f77b4',
  '#ff7f0e',
  '#2ca02c',
  '#d62728',
  '#9467bd',
  '#8c564b',
  '#e377c2',
  '#7f7f7f',
  '#bcbd22',
  '#17becf',
];
const FONT = 'Helvetica, Arial, sans-serif';

/** Maximum characters of labels that fit beside each other. */
const MAX_SHORT_LABEL = 21;

type Layer = Extract<TopLevelSpec, { layer: unknown }>['layer'][number];

/** Size and time range of a graph. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly run: RecordedRun;
}

/** Draws the lines of a widget. @returns an `svg` element */
export async function drawGraph(widget: Widget, lines: readonly Line[], frame: Frame): Promise<string> {
  const view = new View(parse(compile(toSpec(widget, lines, frame)).spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  // Change attributes only, because a label may contain $1.00.
  return svg.replace(/<[^>]+>/g, (tag) =>
    tag.replace(/-?\d+\.\d{2,}/g, (number) => String(Math.round(10 * Number(number)) / 10)),
  );
}

const AXIS = {
  labelFontSize: 9,
  titleFontSize: 9,
  titleFontWeight: 'normal',
  titleColor: '#687078',
  labelColor: '#687078',
  gridColor: '#eaeded',
  domainColor: '#d5dbdb',
  tickColor: '#d5dbdb',
} as const;

function toSpec(
  { properties: { annotations, yAxis, stacked = false } }: Widget,
  lines: readonly Line[],
  { width, height, run }: Frame,
): TopLevelSpec {
  const on = (axis: Line['axis']): readonly Line[] => lines.filter((line) => line.axis === axis);
  const limits = annotations?.horizontal ?? [];
  const labels = lines.map(({ label }) => label);
  const sides = (['left', 'right'] as const).filter((axis) => on(axis).length > 0);
  return {
    width,
    height,
    autosize: { type: 'fit', contains: 'padding' },
    padding: 0,
    layer: [
      ...sides.map((axis) => getSide(on(axis), { axis, title: yAxis?.[axis]?.label ?? '', stacked, run, labels })),
      ...(limits.length > 0 ? getLimits(limits) : []),
    ],
    resolve: sides.length > 1 ? { scale: { y: 'independent' } } : {},
    config: {
      aria: false,
      font: FONT,
      view: { stroke: null },
      axis: AXIS,
      legend: {
        orient: 'bottom',
        columns: labels.some((label) => label.length > MAX_SHORT_LABEL) ? 1 : 2,
        labelFontSize: 9,
        labelLimit: 260,
        symbolSize: 40,
        symbolType: 'square',
        rowPadding: 1,
        columnPadding: 6,
        offset: 4,
        labelColor: '#16191f',
      },
    },
  };
}

interface Side {
  readonly axis: Line['axis'];
  readonly title: string;
  readonly stacked: boolean;
  readonly run: RecordedRun;
  /** Labels of both sides, which share the colors. */
  readonly labels: readonly string[];
}

function getSide(lines: readonly Line[], { axis, title, stacked, run, labels }: Side): Layer {
  // A period without data has no point, so that no line crosses it.
  const times = [...new Set(lines.flatMap(({ series }) => [...series.keys()]))].sort((a, b) => a - b);
  const values = lines.flatMap(({ label, series }) => times.map((t) => ({ t, v: series.get(t) ?? null, label })));
  const dash = axis === 'right' ? { strokeDash: [4, 2] } : {};
  return {
    data: { values },
    mark: stacked ? { type: 'bar', width: 5 } : { type: 'line', strokeWidth: 1.5, point: { size: 12 }, ...dash },
    encoding: {
      x: {
        field: 't',
        type: 'temporal',
        title: null,
        scale: { type: 'utc', domain: [run.fromMs, run.toMs] },
        axis: { format: '%H:%M', tickCount: 4, grid: false },
      },
      y: {
        field: 'v',
        type: 'quantitative',
        title,
        ...(stacked && { stack: 'zero' }),
        axis: { orient: axis, tickCount: 4, format: '~s', ...(axis === 'right' && { grid: false }) },
        scale: { domainMin: 0, nice: true },
      },
      color: {
        field: 'label',
        type: 'nominal',
        title: null,
        scale: { domain: [...labels], range: labels.map((_, i) => COLORS[i % COLORS.length] ?? '#000') },
      },
    },
  };
}

function getLimits(limits: readonly Limit[]): Layer[] {
  const data = { values: limits.map((limit) => ({ ...limit })) };
  const y = { field: 'value', type: 'quantitative' } as const;
  const color = { field: 'color', type: 'nominal', scale: null } as const;
  return [
    { data, mark: { type: 'rule', strokeDash: [3, 3] }, encoding: { y, color: color } },
    {
      data,
      mark: { type: 'text', align: 'right', baseline: 'bottom', dy: -1, fontSize: 8, x: 'width' },
      encoding: { y, text: { field: 'label' }, color: color },
    },
  ];
}
