import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { archiveFolder, archiveLine } from '../../../../src/pipeline/delivery/archive.ts';

const DOCUMENT = readFileSync(join(import.meta.dirname, '../../../../docs/archive.md'), 'utf8');
const property = (name: string): string =>
  new RegExp(`'${name.replaceAll('.', '\\.')}' +=+ '([^']+)'`).exec(DOCUMENT)?.[1] ?? '';

describe("the document's Athena table", () => {
  it('finds the folder of an hour', () => {
    const dt = property('projection.dt.format')
      .replace('yyyy', '2026')
      .replace('MM', '01')
      .replace('dd', '31')
      .replace('HH', '07');
    const place = property('storage.location.template').replace('${app}', 'meta').replace('${dt}', dt);
    expect(place).toBe(`s3://<ArchiveBucketName>/${archiveFolder('meta', '2026-01-31T07:59:59.999Z')}`);
  });

  it('has a column for each member of a line, in lower case as Athena has it, but those that the folder tells', () => {
    const [, columns = ''] = /CREATE EXTERNAL TABLE \w+ \(([^)]+)\)/.exec(DOCUMENT) ?? [];
    const named = [...columns.matchAll(/^ {2}(\w+) +string/gm)].map(([, name]) => name);
    const line = JSON.parse(
      archiveLine({ deliveryId: '', app: '', receivedAt: '', encoding: 'text', body: '' }),
    ) as object;
    expect([...named, 'app'].sort()).toEqual(
      Object.keys(line)
        .map((name) => name.toLowerCase())
        .sort(),
    );
  });
});
