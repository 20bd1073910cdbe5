import type { AlarmProperties } from './alarm-states.ts';
import { resolveReferences, type Template } from './template.ts';
import type { Widget } from './widget.ts';

/** Content of the monitoring stack with resolved references. */
export interface ReadDashboard {
  readonly name: string;
  readonly widgets: readonly Widget[];
  readonly alarms: readonly AlarmProperties[];
}

/** Reads the dashboard and the alarms from the templates of both stacks. */
export function readDashboard(monitoring: Template, pipeline: Template): ReadDashboard {
  const resources = Object.entries(monitoring.Resources);
  const of = (type: string): (readonly [id: string, properties: unknown])[] =>
    resources
      .filter(([, { Type }]) => Type === type)
      .map(([id, { Properties }]) => [id, resolveReferences(Properties, pipeline)]);
  const [[, dashboard] = ['', {}]] = of('AWS::CloudWatch::Dashboard');
  const { DashboardName, DashboardBody } = dashboard as { DashboardName: string; DashboardBody: string };
  const alarms = of('AWS::CloudWatch::Alarm') as (readonly [string, AlarmProperties])[];
  const getName = (id: string): string => alarms.find(([alarm]) => alarm === id)?.[1].AlarmName ?? id;
  const { widgets } = resolveReferences(JSON.parse(DashboardBody), pipeline) as { widgets: Widget[] };
  // A status widget lists ARNs, which resolve to logical ids.
  const named = widgets.map((widget) => ({
    ...widget,
    properties: {
      ...widget.properties,
      ...(widget.properties.alarms && { alarms: widget.properties.alarms.map(getName) }),
    },
  }));
  return { name: DashboardName, widgets: named, alarms: alarms.map(([, properties]) => properties) };
}
