import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { CliError } from '../../errors/cli-error.ts';

/** A file that is whole, or as it was before. */
export interface DraftFile {
  readonly append: (text: string) => Promise<void>;
  /** Puts it in its place. */
  readonly finish: () => Promise<void>;
  /** Takes back what was written, unless it is finished. */
  readonly discard: () => Promise<void>;
}

/** Nobody else needs to know what it holds. */
const OWNER_ONLY = 0o600;

/**
 * Begins a file beside its place.
 * @throws {@link CliError} FILE_REFUSED, from every call
 */
export async function createDraft(path: string): Promise<DraftFile> {
  const refuse = refusal(path);
  // A name of this run's own, which nobody can have put there before: a second run, or a link to another file.
  const draft = `${path}.${randomUUID()}.part`;
  const file = await open(draft, 'wx', OWNER_ONLY).catch(refuse);
  return {
    append: async (text) => file.appendFile(text).catch(refuse),
    finish: async () => {
      await file.close().catch(refuse);
      await rename(draft, path).catch(refuse);
    },
    discard: async () => {
      await file.close();
      await rm(draft, { force: true });
    },
  };
}

function refusal(path: string): (error: NodeJS.ErrnoException) => never {
  return (cause) => {
    throw new CliError(
      'FILE_REFUSED',
      { message: `${path} cannot be written (${cause.code ?? cause.name})`, hint: 'name another file' },
      { cause },
    );
  };
}
