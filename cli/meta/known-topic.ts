import { knownFields, knownObjects, nearestNames, unknownFields } from '../../src/catalog/known-fields.ts';
import { CliError } from '../errors/cli-error.ts';
import { sanitize } from '../../src/text/terminal-safe.ts';

/**
 * Makes sure that Meta is asked for nothing but what the catalog knows: a field with a typing error would be refused,
 * or worse, never send anything.
 * @throws {@link CliError} WEBHOOK_OBJECT_UNKNOWN | FIELD_UNKNOWN
 */
export function mustBeKnown(object: string, fields: readonly string[]): void {
  const known = knownFields(object);
  if (!known) {
    throw new CliError('WEBHOOK_OBJECT_UNKNOWN', {
      message: `no object ${sanitize(object)} is known`,
      hint: `${nearObject(object)}known are ${knownObjects().join(', ')}; --force asks Meta anyway`,
    });
  }
  const unknown = unknownFields(known, fields);
  if (unknown.length === 0) return;
  const near = [...new Set(unknown.flatMap((field) => nearestNames(field, known.names)))];
  throw new CliError('FIELD_UNKNOWN', {
    message: `${object} has no known field ${unknown.map(sanitize).join(', ')}`,
    hint:
      `${near.length > 0 ? `near to it are ${near.join(', ')}` : 'docs/events.md lists what is known'}; ` +
      `--force asks Meta anyway`,
  });
}

function nearObject(object: string): string {
  const near = nearestNames(object, knownObjects());
  return near.length > 0 ? `near to it are ${near.join(', ')}; ` : '';
}
