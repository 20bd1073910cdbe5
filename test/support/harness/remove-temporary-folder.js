import { rmSync } from 'node:fs';
import process from 'node:process';

/** After all suites: removes the folder of their temporary files. */
export default function removeTemporaryFolder() {
  rmSync(process.env['TMPDIR'], { recursive: true, force: true });
}
