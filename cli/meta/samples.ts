import { nearestDottedNames } from '../../src/text/nearest-dotted-names.ts';
import { nearestNames } from '../../src/text/nearest-names.ts';
import { sanitize } from '../../src/text/terminal-safe.ts';
import {
  buildSample,
  exactBody,
  lookUpSample,
  SAMPLES,
  samplesOfField,
  searchSamples,
  type Sample,
  type SampleOptions,
} from '../../local/meta/samples.ts';
import { CliError } from '../errors/cli-error.ts';
import { withoutSecrets } from '../errors/without-secrets.ts';
import { PROGRAM_NAME } from '../framework/help-text.ts';

/** Some words are in dozens of names. */
const MAX_SUGGESTIONS = 5;

/** Short names of objects, which people type instead of the long ones. */
const SHORT_OBJECTS: Readonly<Record<string, string>> = {
  fb: 'page',
  ig: 'instagram',
  wa: 'whatsapp_business_account',
};
/** The first parts of names that people type. A lone `whatsapp` is also a word of descriptions. */
const TYPED_OBJECTS: Readonly<Record<string, string>> = { ...SHORT_OBJECTS, whatsapp: 'whatsapp_business_account' };

/** Returns the name with a short object, e.g. `wa.calls.call`, if the object has a short name that saves space. */
export function shortSampleName(name: string): string {
  return name.replace(/^whatsapp_business_account\./, 'wa.');
}

function longSampleName(name: string): string {
  const [object = '', ...rest] = name.split('.');
  return [TYPED_OBJECTS[object.toLowerCase()] ?? object, ...rest].join('.');
}

/**
 * Finds samples by words: each must be in the name or the description, in any case. The words `ig`, `wa` and `fb`, and
 * names that begin with one of them and a point, mean the object.
 * @param words - separated by spaces; empty for all samples
 */
export function findSamples(words: string): readonly Sample[] {
  const long = words.split(/\s+/).map((word) => {
    if (word.includes('.')) return longSampleName(word);
    const object = SHORT_OBJECTS[word.toLowerCase()];
    return object === undefined ? word : `${object}.`;
  });
  return searchSamples(long.join(' '));
}

/**
 * Finds a sample by its name. `page.messages` means `page.messages.message`. If a field has only one sample, the name
 * of the field is enough. The object can be `ig`, `wa`, `whatsapp` or `fb`.
 * @throws {@link CliError} SAMPLE_UNKNOWN
 */
export function findSample(name: string): Sample {
  const long = longSampleName(name);
  const found = lookUpSample(long);
  if (found) return found;
  const names = samplesOfField(long).map((sample) => sample.name);
  throw new CliError('SAMPLE_UNKNOWN', {
    message: names.length === 0 ? `unknown sample ${withoutSecrets(sanitize(name))}` : `${name} has several samples`,
    hint: names.length === 0 ? suggest(long) : `Choose one: ${names.join(', ')}.`,
  });
}

function suggest(name: string): string {
  const near = nearestSamples(name.toLowerCase()).slice(0, MAX_SUGGESTIONS);
  const meant = near.length === 0 ? '' : `Did you mean ${near.join(', ')}? `;
  return `${meant}Run \`${PROGRAM_NAME} send --list\` to list the samples, or add a word, such as instagram, to filter them.`;
}

/** Looks at whole names, then at the object, then at what follows it. If nothing is near, all of the object are. */
function nearestSamples(name: string): readonly string[] {
  const names = SAMPLES.map((sample) => sample.name);
  const near = nearestNames(name, names);
  if (near.length > 0) return near;
  const [object = '', ...rest] = name.split('.');
  const ofObject = names.filter((one) => one.startsWith(`${object}.`));
  const objects = [...new Set(SAMPLES.map((sample) => sample.object)), ...Object.keys(TYPED_OBJECTS)];
  const [meant] = ofObject.length > 0 ? [] : nearestNames(object, objects);
  if (meant !== undefined) return nearestSamples(longSampleName([meant, ...rest].join('.')));
  const parts = nearestDottedNames(name, ofObject.length > 0 ? ofObject : names);
  return parts.length > 0 ? parts : ofObject;
}

/**
 * Builds a body with one new change: it has new ids and the given time.
 * @param name - see {@link findSample}
 * @throws {@link CliError} SAMPLE_UNKNOWN
 */
export function sampleBody(name: string, options: SampleOptions): Buffer {
  return buildSample(findSample(name), options);
}

/** Returns the sample as documented, always with the same ids and times. */
export function exactSampleBody(name: string): Buffer {
  return exactBody(findSample(name));
}
