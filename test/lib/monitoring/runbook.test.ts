import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ALARM_NAMES } from '../../../src/metrics/alarm-names.ts';
import { PROJECT } from '../synth.ts';
import { example } from './watched.ts';

const runbook = readFileSync(join(PROJECT, 'docs/runbook.md'), 'utf8');
const sections = new Map(
  runbook
    .split(/^## /m)
    .slice(1)
    .map((text) => [text.split('\n', 1)[0]!, text]),
);
const { monitoring, widgets, alarms } = example();
const queries = Object.values(monitoring.Resources)
  .filter(({ Type }) => Type === 'AWS::Logs::QueryDefinition')
  .map(({ Properties }) => ({
    name: String(Properties['Name']).replace(/^.*\//, ''),
    text: String(Properties['QueryString']).replaceAll('\n', ' '),
  }));

describe('the runbook', () => {
  it.each(ALARM_NAMES)('has a section on %s: first look, remedy, and when it is over', (name) => {
    expect(sections.get(name)).toMatch(/\*\*First look\*\*: [^]+\*\*Remedy\*\*[^]+\*\*Over when\*\* /);
  });

  it.each([
    { name: 'dead-letters', alarm: 'dead-letters', command: 'npx meta-webhooks dead-letters list' },
    { name: 'signatures', alarm: 'signatures-meta', command: 'npx meta-webhooks setup --secret-from prompt' },
    { name: 'secret', alarm: 'secret-meta', command: 'npx meta-webhooks doctor' },
    { name: 'secret', alarm: 'secret-meta', command: 'npx meta-webhooks setup' },
    { name: 'silence', alarm: 'silence-meta', command: 'npx meta-webhooks doctor' },
  ])('and the alarm $alarm begin with the same command: $command', ({ name, alarm, command }) => {
    const { AlarmDescription: text } = alarms.find(({ AlarmName }) => AlarmName === `MetaWebhooks-${alarm}`)!;
    expect(text.slice(text.indexOf(' First: '))).toContain(command);
    expect(sections.get(name)).toContain(command);
  });

  it('and the README and the alarm give the same time for retries: Meta 36 hours, WhatsApp 7 days', () => {
    // https://developers.facebook.com/docs/graph-api/webhooks/getting-started, "Responding to event notifications"
    const { AlarmDescription: text } = alarms.find(({ AlarmName }) => AlarmName === 'MetaWebhooks-signatures-meta')!;
    expect(text).toContain('Meta retries for 36 hours, WhatsApp for 7 days');
    expect(readFileSync(join(PROJECT, 'README.md'), 'utf8')).toContain('Meta retries for 36 hours (WhatsApp: 7 days)');
  });

  it('gives saved queries word by word', () => {
    const given = [...runbook.matchAll(/^ {2}```\n {2}(.+)\n {2}```$/gm)].map(([, text]) => text);
    expect(given.length).toBeGreaterThan(5);
    for (const text of given) expect(queries.map((query) => query.text)).toContain(text);
  });

  it('names only saved queries that there are', () => {
    const named = [...runbook.matchAll(/saved query \*([^*]+)\*/g)].map(([, name]) => name!);
    expect(named).not.toEqual([]);
    expect(named.filter((name) => !queries.some((query) => query.name === name))).toEqual([]);
  });

  it('names only graphs that the dashboard has', () => {
    const named = [...runbook.matchAll(/graph \*([^*]+)\*/g)].map(([, name]) => name!);
    expect(named.length).toBeGreaterThan(5);
    const titles = widgets.map(({ properties }) => properties.title);
    expect(named.filter((name) => !titles.includes(name))).toEqual([]);
  });

  it('links only to sections that it has', () => {
    const anchors = new Set(
      [...sections.keys()].map((title) =>
        title
          .toLowerCase()
          .replaceAll(/[^a-z0-9 -]/g, '')
          .replaceAll(' ', '-'),
      ),
    );
    const linked = [...runbook.matchAll(/\]\(#([a-z0-9-]+)\)/g)].map(([, anchor]) => anchor!);
    expect(linked.filter((anchor) => !anchors.has(anchor))).toEqual([]);
  });
});
