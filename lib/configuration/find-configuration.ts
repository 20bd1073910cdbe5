import { isDeepStrictEqual } from 'node:util';
import { nearestNames } from '../../src/text/nearest-names.ts';
import { readConfiguration, type Configuration } from './configuration.ts';
import { ConfigurationError } from './rules.ts';

const KEY = 'metaWebhooks';
/** A key that is at most this much longer or shorter may be a misspelling. */
const MAX_LENGTH_DIFFERENCE = 3;

/** The configuration, and where it is from. */
export interface FoundConfiguration {
  readonly configuration: Configuration;
  /** One line for the terminal, for example `configuration: cdk.json, 3 keys`. */
  readonly source: string;
}

/**
 * Finds and reads the configuration.
 * @param context - the whole context of the app
 * @param cdkJson - text of cdk.json; undefined if there is none
 * @throws {@link ConfigurationError} CONFIGURATION_MISPLACED for the key in another place or another spelling |
 *   CONFIGURATION_NOT_JSON | CONFIGURATION_INVALID
 */
export function findConfiguration(
  context: Readonly<Record<string, unknown>>,
  cdkJson: string | undefined,
): FoundConfiguration {
  const file = parseObject(cdkJson);
  const problems = [
    ...Object.keys(file)
      .filter((key) => key === KEY || isMisspelt(key))
      .map((key) => `cdk.json has the key "${key}" at its top level: move it into "context", as "${KEY}"`),
    ...Object.keys(context)
      .filter(isMisspelt)
      .map((key) => `the context has the key "${key}": did you mean "${KEY}"?`),
  ];
  if (problems.length > 0)
    throw new ConfigurationError(
      'CONFIGURATION_MISPLACED',
      `Write it as {"app": "…", "context": {"${KEY}": {…}}} in cdk.json.`,
      problems,
    );
  const given = context[KEY];
  return { configuration: readConfiguration(given), source: describe(given, file) };
}

/** Compares without case and separators: `meta-webhooks`, `metaWebhook`, `metawebhooks`. */
function isMisspelt(key: string): boolean {
  if (key === KEY || key.startsWith('@') || key.includes(':')) return false;
  const plain = key.toLowerCase().replaceAll(/[^a-z]/g, '');
  const isSimilar = nearestNames(plain, [KEY.toLowerCase()]).length > 0;
  return isSimilar && Math.abs(plain.length - KEY.length) <= MAX_LENGTH_DIFFERENCE;
}

function describe(given: unknown, { context }: Readonly<Record<string, unknown>>): string {
  const value = typeof given === 'string' ? parseObject(given) : (given ?? {});
  const count = Object.keys(value).length;
  if (count === 0) return 'configuration: defaults';
  const inFile = (context as Readonly<Record<string, unknown>> | undefined)?.[KEY];
  const elsewhere = typeof given === 'string' ? 'command line' : 'context';
  const place = isDeepStrictEqual(inFile, given) ? 'cdk.json' : elsewhere;
  return `configuration: ${place}, ${count} ${count === 1 ? 'key' : 'keys'}`;
}

/** The CDK has read the file before, and reports what is no JSON. */
function parseObject(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(text ?? '{}');
    return typeof json === 'object' && json !== null ? (json as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
