import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { createDraft } from '../../../../cli/commands/insights/draft-file.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'draft-'));
  path = join(folder, 'out.csv');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

it("is its owner's alone, whatever stood beside it", async () => {
  writeFileSync(`${path}.part`, 'planted', { mode: 0o666 });
  const draft = await createDraft(path);
  await draft.append('row\n');
  await draft.finish();
  expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual(['row\n', 0o600]);
  expect(readFileSync(`${path}.part`, 'utf8')).toBe('planted');
});

it('follows no symbolic link, neither beside its place nor at it', async () => {
  const target = join(folder, 'target');
  writeFileSync(target, 'precious');
  symlinkSync(target, `${path}.part`);
  symlinkSync(target, path);
  const draft = await createDraft(path);
  await draft.append('row\n');
  await draft.finish();
  expect([readFileSync(target, 'utf8'), readFileSync(path, 'utf8'), lstatSync(path).isSymbolicLink()]).toEqual([
    'precious',
    'row\n',
    false,
  ]);
});

it('does not mix with another run: the last to finish has the file, whole', async () => {
  const [one, other] = [await createDraft(path), await createDraft(path)];
  await one.append('AAAA\n');
  await other.append('BBBB\n');
  await one.append('AAAA\n');
  await one.finish();
  await other.finish();
  expect([readFileSync(path, 'utf8'), readdirSync(folder)]).toEqual(['BBBB\n', ['out.csv']]);
});

it('leaves nothing behind when it is discarded', async () => {
  const draft = await createDraft(path);
  await draft.append('row\n');
  await draft.discard();
  expect(readdirSync(folder)).toEqual([]);
});
