import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthesizeExample } from '../../../bin/synthesized-example.ts';
import { watchedBy } from '../../../tools/dashboard/alarm-states.ts';
import { readDashboard, type ReadDashboard } from '../../../tools/dashboard/read-dashboard.ts';
import { recordRun, type RecordedRun } from '../../../tools/dashboard/recorded-run.ts';
import { resourceNames, type Template } from '../../../tools/dashboard/template.ts';
import { getMetrics, parseSearch } from '../../../tools/dashboard/widget.ts';
import { PROJECT } from '../synth.ts';

const { context } = JSON.parse(readFileSync(join(PROJECT, 'cdk.json'), 'utf8')) as { context: Record<string, unknown> };

/** Both stacks as they would be deployed, with the consumer `Comments`. */
export interface Example extends ReadDashboard {
  readonly pipeline: Template;
  readonly monitoring: Template;
  readonly namespace: string;
}

export function example(metaWebhooks?: unknown): Example {
  const templates = synthesizeExample(context, metaWebhooks);
  const [pipeline, monitoring] = [templates.pipeline as Template, templates.monitoring as Template];
  return { pipeline, monitoring, namespace: templates.namespace, ...readDashboard(monitoring, pipeline) };
}

/** The run from which the picture is drawn. */
export async function recordedRun({ namespace, pipeline }: Example): Promise<RecordedRun> {
  return recordRun(namespace, resourceNames(pipeline));
}

/** Metrics that the worker does not write yet. Remove a name when it does: then the tests that use this say so. */
export const NOT_WRITTEN_YET: readonly string[] = [];

/** A metric that an alarm or a widget reads. */
export interface Watched {
  readonly where: string;
  readonly namespace: string;
  readonly name: string;
  /** A search leaves the value of its last dimension open. */
  readonly dimensions: Readonly<Record<string, string | undefined>>;
}

/** Every metric that is watched anywhere, those inside of expressions too. */
export function watchedIn({ alarms, widgets }: Pick<Example, 'alarms' | 'widgets'>): Watched[] {
  const byAlarms = alarms.flatMap((alarm) =>
    watchedBy(alarm).map(({ namespace, name, dimensions }) => ({
      where: alarm.AlarmName,
      namespace,
      name,
      dimensions,
    })),
  );
  const byWidgets = widgets.flatMap((widget) =>
    getMetrics(widget).flatMap((metric): Watched[] => {
      const where = widget.properties.title ?? '';
      if (metric.kind === 'metric')
        return [{ where, namespace: metric.namespace, name: metric.name, dimensions: metric.dimensions }];
      const search = parseSearch(metric.expression);
      if (!search && metric.expression.includes('SEARCH'))
        throw new Error(`${where}: cannot be read: ${metric.expression}`);
      return search
        ? [
            {
              where,
              namespace: search.namespace,
              name: search.name,
              dimensions: Object.fromEntries(search.dimensions.map((one) => [one, search.given[one]])),
            },
          ]
        : [];
    }),
  );
  return [...byAlarms, ...byWidgets];
}
