import { sanitize } from '../../src/text/terminal-safe.ts';
import {
  buildSample,
  exactBody,
  lookUpSample,
  samplesOfField,
  type Sample,
  type SampleOptions,
} from '../../local/meta/samples.ts';
import { CliError } from '../errors/cli-error.ts';
import { withoutSecrets } from '../errors/without-secrets.ts';

/**
 * Finds a sample by its name. `page.messages` means `page.messages.message`. If a field has only one sample, the name
 * of the field is enough.
 * @throws {@link CliError} SAMPLE_UNKNOWN
 */
export function findSample(name: string): Sample {
  const found = lookUpSample(name);
  if (found) return found;
  const names = samplesOfField(name)
    .map((sample) => sample.name)
    .join(', ');
  throw new CliError('SAMPLE_UNKNOWN', {
    message: names === '' ? `unknown sample ${withoutSecrets(sanitize(name))}` : `${name} has several samples`,
    hint: names === '' ? 'Run `npx meta-webhooks send --list` to list the samples.' : `Choose one: ${names}.`,
  });
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
  return exactBody(findSample(name).catalogKind);
}
