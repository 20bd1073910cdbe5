import type { NamedFields } from './compare.ts';

/** Returns the source of a module in Meta's generated Python SDK. */
export type SdkSource = (module: 'page' | 'iguser' | 'iguserforigonlyapi') => string;

/**
 * Reads the fields of Page and Instagram from Meta's generated SDK.
 * @param release - name of the source, for example `facebook-business 26.0.3`
 * @throws Error if the SDK has another format
 */
export function sdkFields(getSource: SdkSource, release: string): NamedFields[] {
  return [
    { object: 'page', source: `${release}, Page.SubscribedFields`, fields: enumeration(getSource('page')) },
    { object: 'instagram', source: `${release}, IGUser.SubscribedFields`, fields: enumeration(getSource('iguser')) },
    {
      object: 'instagram',
      source: `${release}, IGUserForIGOnlyAPI.create_subscribed_app`,
      fields: parameter(getSource('iguserforigonlyapi')),
    },
  ];
}

/** Reads an enumeration: `class SubscribedFields:` and its lines `name = 'name'`. */
function enumeration(source: string): string[] {
  const body = /\n {4}class SubscribedFields:\n((?: {8}\w+ = '\w+'\n)+)/.exec(source)?.[1];
  return namesIn(body, 'class SubscribedFields');
}

/** Reads the values of a parameter: `'subscribed_fields_enum': ['name', …]`. */
function parameter(source: string): string[] {
  return namesIn(/'subscribed_fields_enum': \[([^\]]*)\]/.exec(source)?.[1], 'subscribed_fields_enum');
}

function namesIn(text: string | undefined, place: string): string[] {
  const names = [...(text ?? '').matchAll(/'(\w+)'/g)].map(([, name = '']) => name);
  if (names.length === 0)
    throw new Error(
      `The SDK has no ${place} in the expected format. Read its source and adapt tools/drift/sdk-fields.ts.`,
    );
  return names;
}
