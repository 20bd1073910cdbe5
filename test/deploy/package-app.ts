import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { installPackage } from '../package/install-package.ts';
import { packPackage, run } from '../package/npm.ts';
import type { CommandResult } from '../support/harness/run-receiver.ts';

const LOCALHOST_NAMES = pathToFileURL(join(import.meta.dirname, '../support/harness/localhost-names.js')).href;

/** Outputs of each stack of the app. */
export type StackOutputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Makes an app in a folder that does not exist yet, with the package of an archive installed. */
export type MakeApp = (folder: string, archive: string) => void;

/** An app outside the repository, with the packed package installed. */
export class PackageApp {
  private readonly folder = mkdtempSync(join(tmpdir(), 'meta-webhooks-aws-packed-'));
  private readonly app = join(this.folder, 'app');
  private readonly make: MakeApp;

  /** @param make - makes the app of `test/package/app`, if it is left out */
  constructor(make: MakeApp = installPackage) {
    this.make = make;
  }

  /** Packs the package, or takes the archive that `PACKAGE_ARCHIVE` names, and deploys the app. */
  async deploy(): Promise<StackOutputs> {
    this.make(this.app, process.env['PACKAGE_ARCHIVE'] ?? packPackage(this.folder));
    const outputs = join(this.folder, 'outputs.json');
    await this.cdk('deploy', '--require-approval', 'never', '--outputs-file', outputs);
    return JSON.parse(readFileSync(outputs, 'utf8')) as StackOutputs;
  }

  /** Deletes the stacks and the folder. */
  async destroy(): Promise<void> {
    try {
      await this.cdk('destroy', '--force');
    } finally {
      rmSync(this.folder, { recursive: true, force: true });
    }
  }

  /** Runs a script of the app's package.json. @throws Error with the output if it fails */
  runScript(name: string): void {
    run(this.app, 'npm', 'run', name);
  }

  /** Writes a file into the app. @returns its path */
  write(name: string, content: string): string {
    const file = join(this.app, name);
    writeFileSync(file, content);
    return file;
  }

  /**
   * Runs the installed command to its end. It has no terminal.
   * @param env - variables in addition to those of this process
   */
  async run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<CommandResult> {
    const command = join(this.app, 'node_modules/.bin/meta-webhooks');
    const child = spawn(process.execPath, ['--import', LOCALHOST_NAMES, command, ...args], {
      cwd: this.app,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const closed = once(child, 'close') as Promise<[number | null]>;
    const [[code], stdout, stderr] = await Promise.all([closed, text(child.stdout), text(child.stderr)]);
    return { code, stdout, stderr };
  }

  private async cdk(command: 'deploy' | 'destroy', ...args: readonly string[]): Promise<void> {
    const cli = join(this.app, 'node_modules/aws-cdk/bin/cdk');
    await promisify(execFile)(process.execPath, [cli, command, '--all', '--no-notices', ...args], { cwd: this.app });
  }
}
