import { knownFields, knownObjects, unknownFields } from '../../src/catalog/known-fields.ts';
import { CliError } from '../errors/cli-error.ts';
import { nearestNames } from '../../src/text/nearest-names.ts';
import { sanitize } from '../../src/text/terminal-safe.ts';

/**
 * Checks that the catalog has the object and the fields: Meta would reject a misspelled field, or never send anything
 * for it.
 * @throws {@link CliError} WEBHOOK_OBJECT_UNKNOWN | FIELD_UNKNOWN
 */
export function mustBeKnown(object: string, fields: readonly string[]): void {
  const known = knownFields(object);
  if (!known) {
    throw new CliError('WEBHOOK_OBJECT_UNKNOWN', {
      message: `unknown object ${sanitize(object)}`,
      hint: `${nearObject(object)}Use one of ${knownObjects().join(', ')}, or --force to send the request anyway.`,
    });
  }
  const unknown = unknownFields(known, fields);
  if (unknown.length === 0) return;
  const near = [...new Set(unknown.flatMap((field) => nearestNames(field, known.names)))];
  throw new CliError('FIELD_UNKNOWN', {
    message: `unknown ${unknown.length === 1 ? 'field' : 'fields'} of ${object}: ${unknown.map(sanitize).join(', ')}`,
    hint:
      `${near.length > 0 ? `Did you mean ${near.join(', ')}?` : 'See docs/events.md for the fields.'} ` +
      `Use --force to send the request anyway.`,
  });
}

function nearObject(object: string): string {
  const near = nearestNames(object, knownObjects());
  return near.length > 0 ? `Did you mean ${near.join(', ')}? ` : '';
}
