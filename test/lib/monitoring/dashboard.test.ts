import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { drawDashboard, getSource } from '../../../tools/dashboard/draw-dashboard.ts';
import { toLines } from '../../../tools/dashboard/lines.ts';
import type { RecordedRun } from '../../../tools/dashboard/recorded-run.ts';
import { resolveReferences } from '../../../tools/dashboard/template.ts';
import { PROJECT } from '../synth.ts';
import { getMetrics, parseSearch } from '../../../tools/dashboard/widget.ts';
import { example, NOT_WRITTEN_YET, recordedRun } from './watched.ts';

const shown = example();
const graphs = shown.widgets.filter(({ type }) => type === 'metric');
const isWritten = (widget: (typeof graphs)[number]): boolean =>
  !getMetrics(widget).some(
    (metric) => metric.kind === 'expression' && NOT_WRITTEN_YET.includes(parseSearch(metric.expression)?.name ?? ''),
  );
const titlesAt = (row: number): (string | undefined)[] => {
  const ys = [...new Set(graphs.map(({ y }) => y))];
  return graphs.filter(({ y }) => y === ys[row]).map(({ properties }) => properties.title);
};

let run: RecordedRun;
beforeAll(async () => {
  run = await recordedRun(shown);
});

describe('the dashboard', () => {
  it('starts with the state of every alarm, beside what to do', () => {
    const [status, text] = shown.widgets;
    expect([status!.type, status!.y, text!.type, text!.y]).toEqual(['alarm', 0, 'text', 0]);
    expect([...status!.properties.alarms!].sort()).toEqual(shown.alarms.map(({ AlarmName }) => AlarmName).sort());
    expect(text!.properties.markdown).toContain('docs/runbook.md');
  });

  it('goes along the pipeline from left to right, each step above what did not get on', () => {
    expect(titlesAt(0)).toEqual(['1 Requests', '2 Deliveries', '3 Changes', '4 Events']);
    expect(titlesAt(1)).toEqual([
      'Rejected before ingress',
      'Rejected requests by code',
      'Duplicate, weak and unknown changes',
      'Unmatched events',
    ]);
  });

  it('holds the time of the answer against what is good, what is alarmed and what Meta waits', () => {
    const { annotations } = graphs.find(({ properties }) => properties.title === 'Response latency')!.properties;
    expect(annotations!.horizontal!.map(({ value }) => value)).toEqual([250, 1000, 5000]);
  });

  it('lies on the grid without gaps or overlaps', () => {
    const taken = shown.widgets.flatMap(({ x, y, width, height }) =>
      Array.from({ length: width * height }, (_, i) => `${x + (i % width)},${y + Math.floor(i / width)}`),
    );
    expect(new Set(taken).size).toBe(taken.length);
    expect(Math.max(...shown.widgets.map(({ x, width }) => x + width))).toBe(24);
  });

  // Its address among the outputs: dashboard-url.test.ts.
  it('has the region in its name, because dashboards are global', () => {
    expect(shown.name).toBe('MetaWebhooks-eu-central-1');
  });

  it('labels each app where there are several', () => {
    const { widgets } = example({ apps: { meta: {}, shop: {} } });
    expect(JSON.stringify(widgets)).toContain('"label":"shop: accepted"');
    expect(JSON.stringify(shown.widgets)).toContain('"label":"accepted"');
  });
});

describe('the picture', () => {
  it.each(graphs.map((widget) => [widget.properties.title ?? '', widget] as const))(
    '%s has data in the recorded run',
    (_, widget) => {
      expect(toLines(widget, run).length > 0).toBe(isWritten(widget));
      expect(['receiver', 'AWS', 'receiver, AWS']).toContain(getSource(widget));
    },
  );

  it('draws every widget and every alarm, and the one in docs/ has them', async () => {
    const drawn = await drawDashboard({ ...shown, run });
    const committed = readFileSync(join(PROJECT, 'docs/dashboard.svg'), 'utf8');
    for (const svg of [drawn, committed]) {
      for (const { properties } of graphs) expect(svg).toContain(`>${properties.title!}</text>`);
      for (const { AlarmName } of shown.alarms)
        expect(svg).toContain(`>${AlarmName.replace('MetaWebhooks-', '')}</text>`);
    }
    expect(drawn).not.toMatch(/NaN|undefined/);
    expect(drawn.match(/nothing of this/g) ?? []).toHaveLength(NOT_WRITTEN_YET.length);
    // The trouble that nobody has seen to when the run ends.
    for (const svg of [drawn, committed]) expect(svg.match(/fill="#d13212"/g)).toHaveLength(1);
  });
});

describe('the saved queries', () => {
  const queries = Object.values(shown.monitoring.Resources).filter(({ Type }) => Type === 'AWS::Logs::QueryDefinition');
  const code = ['ingress', 'worker']
    .flatMap((folder) =>
      readdirSync(join(PROJECT, 'lambdas', folder)).map((file) =>
        readFileSync(join(PROJECT, 'lambdas', folder, file), 'utf8'),
      ),
    )
    .join('');

  it('ask for lines that the functions write', () => {
    const asked = queries.flatMap(({ Properties }) =>
      [...String(Properties['QueryString']).matchAll(/message = "([^"]+)"/g)].map(([, message = '']) => message),
    );
    expect(asked.length).toBeGreaterThan(2);
    // The lines that go with the metrics that the worker does not write yet.
    const later = NOT_WRITTEN_YET.length > 0 ? ['members unknown to the catalog', 'same id, other content'] : [];
    for (const message of asked.filter((one) => !later.includes(one))) expect(code).toContain(`'${message}'`);
    expect(later.filter((message) => code.includes(`'${message}'`))).toEqual([]);
  });

  it('ask the log groups of the pipeline', () => {
    for (const { Properties } of queries) {
      for (const id of resolveReferences(Properties['LogGroupNames'], shown.pipeline) as string[])
        expect(shown.pipeline.Resources[id]!.Type).toBe('AWS::Logs::LogGroup');
    }
  });

  // The record of AWS's Telemetry API schema, as Lambda logs it in JSON:
  // https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
  it.each([
    ['success', false],
    ['timeout', true],
    ['error', true],
    ['failure', true],
  ])('find an invocation of the worker that ended in %s: %s', (status, isFound) => {
    const record: Readonly<Record<string, string>> = { type: 'platform.report', 'record.status': status };
    const query = String(
      queries.find(({ Properties }) => String(Properties['Name']).endsWith('/worker crashes and timeouts'))!.Properties[
        'QueryString'
      ],
    );
    const conditions = [...query.split('\n')[0]!.matchAll(/([\w.]+) (=|!=) "([^"]+)"/g)];
    expect(conditions).toHaveLength(2);
    expect(
      conditions.every(([, field = '', operator, value]) => (record[field] === value) === (operator === '=')),
    ).toBe(isFound);
  });

  it('are the ones that alarms tell of', () => {
    const names = queries.map(({ Properties }) => String(Properties['Name']).replace('MetaWebhooks/', ''));
    const reported = shown.alarms.flatMap(({ AlarmDescription }) =>
      [...AlarmDescription.matchAll(/saved query "([^"]+)"/g)].map(([, name = '']) => name),
    );
    expect(reported.length).toBeGreaterThan(2);
    for (const name of reported) expect(names).toContain(name);
  });
});
