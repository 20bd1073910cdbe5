import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { CliError } from '../../errors/cli-error.ts';

/** A file that is replaced as a whole or not at all. */
export interface DraftFile {
  readonly append: (text: string) => Promise<void>;
  /** Moves the draft to its final path. */
  readonly finish: () => Promise<void>;
  /** Deletes the draft, unless it is finished. */
  readonly discard: () => Promise<void>;
}

/** Only the owner needs to read the file. */
const OWNER_ONLY = 0o600;

/**
 * Creates a draft next to the final path.
 * @throws {@link CliError} FILE_REFUSED, from every call
 */
export async function createDraft(path: string): Promise<DraftFile> {
  const refuse = refusal(path);
  // A unique name, so that neither another run nor a link to another file can have it.
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
      { message: `${path} cannot be written (${cause.code ?? cause.name})`, hint: 'Choose another file.' },
      { cause },
    );
  };
}
