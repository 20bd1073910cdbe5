import { pathToFileURL } from 'node:url';

/** Matches the line of a stack with the name and the message of the error. */
const HEADER = /^\w*(?:Error|Exception)\b.*$/m;
/** Matches the code of Node.js after the name, which takes much of a line. */
const CODE = / \[\w+\](?=:)/;

/**
 * Returns why a file was not loaded, as one line that begins with the message. The stack of a syntax error begins with
 * the file and its source.
 * @param error - stack of the error, or a message
 * @param folder - absolute path that is left out of the line
 */
export function toLoadReason(error: string, folder: string): string {
  const [header] = HEADER.exec(error) ?? [error.trim().split('\n', 1)[0] ?? ''];
  return [pathToFileURL(folder).href, folder]
    .reduce((line, path) => line.replaceAll(`${path}/`, ''), header)
    .replace(CODE, '');
}
