import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keepSecrets, readKeptSecrets } from '../../local/kept-secrets.ts';
import { readSettings } from '../../local/settings.ts';
import { getCode } from '../support/harness/thrown.ts';

const FILE = '.meta-webhooks-local.json';
const FIRST = { appSecret: '0'.repeat(32), verifyToken: '1'.repeat(32) };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'secrets-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function generator(): () => string {
  let next = 0;
  return () => String(next++).repeat(32);
}
const write = (text: string, mode = 0o600): void => {
  writeFileSync(join(folder, FILE), text);
  chmodSync(join(folder, FILE), mode);
};

describe('the secrets of the local run', () => {
  it('are the same at each start, in a file that only its owner can read', () => {
    expect(readKeptSecrets(folder)).toBeUndefined();
    expect(keepSecrets(folder, generator())).toEqual(FIRST);
    expect(keepSecrets(folder, () => '9'.repeat(32))).toEqual(FIRST);
    expect(readKeptSecrets(folder)).toEqual(FIRST);
    expect(statSync(join(folder, FILE)).mode & 0o777).toBe(0o600);
  });

  it.each([0o640, 0o604, 0o620, 0o666])('are not used from a file of mode %o, which stays as it is', (mode) => {
    write(JSON.stringify(FIRST), mode);
    expect(getCode(() => readKeptSecrets(folder))).toBe('SECRETS_EXPOSED');
    expect(getCode(() => keepSecrets(folder, generator()))).toBe('SECRETS_EXPOSED');
    expect(readFileSync(join(folder, FILE), 'utf8')).toBe(JSON.stringify(FIRST));
  });

  it.each(['', 'null', '{}', '[]', '{"appSecret":"short","verifyToken":"short"}', '{"appSecret":"'])(
    'are not read from %j',
    (text) => {
      write(text);
      expect(getCode(() => keepSecrets(folder, generator()))).toBe('SECRETS_INVALID');
    },
  );

  it('are not read through a symbolic link or from a folder', () => {
    writeFileSync(join(folder, 'elsewhere'), JSON.stringify(FIRST), { mode: 0o600 });
    symlinkSync(join(folder, 'elsewhere'), join(folder, FILE));
    expect(getCode(() => readKeptSecrets(folder))).toBe('SECRETS_INVALID');
    rmSync(join(folder, FILE));
    mkdirSync(join(folder, FILE));
    expect(getCode(() => readKeptSecrets(folder))).toBe('SECRETS_INVALID');
  });

  it('are new at each start where they cannot be kept', () => {
    const missing = join(folder, 'missing');
    expect(keepSecrets(missing, generator())).toEqual(FIRST);
    expect(readKeptSecrets(missing)).toBeUndefined();
  });
});

describe('the environment', () => {
  it('wins over the file', () => {
    const environment = { META_APP_SECRET: 'own', META_VERIFY_TOKEN: '' };
    expect(readSettings(environment, () => FIRST)).toMatchObject({
      appSecret: 'own',
      verifyToken: FIRST.verifyToken,
      appSecretIsGenerated: false,
    });
  });

  it('counts without white space around it, as in send', () => {
    const environment = { META_APP_SECRET: ' own\n', META_VERIFY_TOKEN: 'token ' };
    expect(readSettings(environment, () => FIRST)).toMatchObject({ appSecret: 'own', verifyToken: 'token' });
  });

  it.each(['META_APP_SECRET', 'META_VERIFY_TOKEN'])('is refused if %s has only white space', (name) => {
    const read = (): unknown => readSettings({ [name]: ' \t' }, () => FIRST);
    expect(getCode(read)).toBe('SECRETS_INVALID');
    expect(read).toThrow(`Set ${name} to a value, or remove it`);
  });

  it('needs no file if it has both', () => {
    const fail = (): never => {
      throw new Error('the file was read');
    };
    expect(readSettings({ META_APP_SECRET: 'own', META_VERIFY_TOKEN: 'token' }, fail)).toMatchObject({
      appSecret: 'own',
      verifyToken: 'token',
    });
  });
});
