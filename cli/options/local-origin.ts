import type { CliPorts } from '../ports.ts';

const DEFAULT_PORT = '3000';

/**
 * Returns the origin of the local run.
 * @param local - value of `--local`: a port, or `true` for `PORT` or 3000
 */
export function localOrigin(local: number | true | undefined, environment: CliPorts['environment']): string {
  const port = typeof local === 'number' ? local : (environment['PORT'] ?? DEFAULT_PORT);
  return `http://127.0.0.1:${port}`;
}
