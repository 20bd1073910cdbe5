/**
 * `npm run compare -- <before> <after>`: posts every fixture, case and sample to the local run of two commits, with a
 * fixed clock and fixed ids, and compares the responses, the events and the exit codes of commands. Intentional renames
 * are in renamed.ts.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalRun, type Observed } from './local-run.ts';
import { rename } from './renamed.ts';

const ROOT = join(import.meta.dirname, '../..');
const BODIES = ['test/fixtures/payloads', 'test/fixtures/cases'];
const SAMPLES = 'docs/samples';
/** Commands that need no AWS, with the URL of the local run. */
const COMMANDS: readonly (readonly string[])[] = [
  ['--help'],
  ['no-such-command'],
  ['send', '--help'],
  ['send', '--list'],
  ['send', 'page.messages', '--local', 'PORT', '--exact'],
  ['send', 'page.no-such-field', '--local', 'PORT'],
  ['send', 'page.messages', '--local', '1'],
  ['archive', 'list', '--from', 'yesterday-ish'],
  ['replay', '--rate', '0'],
  ['dead-letters', 'redrive', '--limit', 'x'],
  ['listen', '--for', 'x'],
  ['doctor', 'extra'],
];

interface Body {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Reads the bodies of the newer commit in a fixed order, including bodies that are not in Meta's format. */
function readBodies(): Body[] {
  const files = BODIES.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.json'))
      .sort()
      .map((file) => join(folder, file)),
  );
  const fixtures = files.map((name) => ({ name, bytes: readFileSync(join(ROOT, name)) }));
  const samples = readdirSync(join(ROOT, SAMPLES)).flatMap((file) => {
    const listed = JSON.parse(readFileSync(join(ROOT, SAMPLES, file), 'utf8')) as object;
    return Object.entries(listed).map(([name, body]) => ({
      name: `${file}: ${name}`,
      bytes: Buffer.from(JSON.stringify(body)),
    }));
  });
  return [...fixtures, ...samples, { name: 'no JSON', bytes: Buffer.from('{"object":') }];
}

function checkOut(commit: string, folder: string): string {
  const target = join(folder, commit.replaceAll(/\W/g, '-'));
  execFileSync('git', ['worktree', 'add', '--detach', '--quiet', target, commit], { cwd: ROOT });
  symlinkSync(join(ROOT, 'node_modules'), join(target, 'node_modules'));
  return target;
}

interface Run {
  readonly posts: readonly Observed[];
  readonly exitCodes: readonly (number | null)[];
}

async function observe(checkout: string, bodies: readonly Body[]): Promise<Run> {
  const local = await startLocalRun(checkout);
  try {
    const posts: Observed[] = [];
    for (const { bytes } of bodies) posts.push(await local.post(bytes));
    const bin = ['bin/meta-webhooks.ts', 'bin/receiver.ts'].find((file) => existsSync(join(checkout, file))) ?? '';
    const exitCodes = COMMANDS.map((args) => {
      const filled = args.map((arg) => (arg === 'PORT' ? local.port : arg));
      const env = { ...process.env, META_APP_SECRET: 'compared_app_secret' };
      return spawnSync(process.execPath, [bin, ...filled], { cwd: checkout, env, stdio: 'ignore' }).status;
    });
    return { posts, exitCodes };
  } finally {
    await local.stop();
  }
}

const text = (post: Observed | undefined): string => JSON.stringify(post);

async function main([before = 'HEAD~1', after = 'HEAD']: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'compare-'));
  const bodies = readBodies();
  try {
    const [old, young] = [
      await observe(checkOut(before, folder), bodies),
      await observe(checkOut(after, folder), bodies),
    ];
    const differing = bodies.filter((_, i) => rename(text(old.posts[i])) !== text(young.posts[i]));
    const exits = COMMANDS.filter((_, i) => old.exitCodes[i] !== young.exitCodes[i]);
    for (const { name } of differing) console.error(`differs: ${name}`);
    for (const args of exits) console.error(`another exit code: ${args.join(' ')}`);
    const events = young.posts.reduce((sum, post) => sum + post.events.length, 0);
    console.log(
      `${bodies.length} bodies, ${events} events, ${COMMANDS.length} commands: ${differing.length + exits.length} differ`,
    );
    process.exitCode = differing.length + exits.length > 0 ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    execFileSync('git', ['worktree', 'prune'], { cwd: ROOT });
  }
}

await main(process.argv.slice(2));
