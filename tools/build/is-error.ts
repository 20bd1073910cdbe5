/** Replaces `Error.isError` in the package, because Node.js 22 does not have it. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}
