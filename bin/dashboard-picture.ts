import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthesizeExample } from './synthesized-example.ts';
import { drawDashboard } from '../tools/dashboard/draw-dashboard.ts';
import { readDashboard } from '../tools/dashboard/read-dashboard.ts';
import { recordRun } from '../tools/dashboard/recorded-run.ts';
import { resourceNames, type Template } from '../tools/dashboard/template.ts';

const PROJECT = join(import.meta.dirname, '..');
const PICTURE = join(PROJECT, 'docs/dashboard.svg');

const { context } = JSON.parse(readFileSync(join(PROJECT, 'cdk.json'), 'utf8')) as { context: Record<string, unknown> };
const example = synthesizeExample(context);
const [pipeline, monitoring] = [example.pipeline as Template, example.monitoring as Template];
const dashboard = readDashboard(monitoring, pipeline);
const run = await recordRun(example.namespace, resourceNames(pipeline));
writeFileSync(PICTURE, await drawDashboard({ ...dashboard, run }));
console.log(`drew ${dashboard.widgets.length} widgets into ${PICTURE}`);
