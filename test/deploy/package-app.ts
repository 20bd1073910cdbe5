import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { installPackage } from '../package/install-package.ts';
import { packPackage } from '../package/npm.ts';
import type { CommandResult } from '../support/harness/run-receiver.ts';

const LOCALHOST_NAMES = pathToFileURL(join(import.meta.dirname, '../support/harness/localhost-names.ts')).href;

/** Outputs of each stack of the app. */
export type StackOutputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The app of `test/package/app`, outside the repository, with the packed package installed. */
export class PackageApp {
  private readonly folder = mkdtempSync(join(tmpdir(), 'meta-webhooks-aws-packed-'));
  private readonly app = join(this.folder, 'app');

  /** Packs the package, or takes the archive that `PACKAGE_ARCHIVE` names, and deploys the app. */
  async deploy(): Promise<StackOutputs> {
    installPackage(this.app, process.env['PACKAGE_ARCHIVE'] ?? packPackage(this.folder));
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
    const [[code], stdout, stderr] = await Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]);
    return { code: code as number | null, stdout, stderr };
  }

  private async cdk(command: 'deploy' | 'destroy', ...args: readonly string[]): Promise<void> {
    const cli = join(this.app, 'node_modules/aws-cdk/bin/cdk');
    await promisify(execFile)(process.execPath, [cli, command, '--all', '--no-notices', ...args], { cwd: this.app });
  }
}
