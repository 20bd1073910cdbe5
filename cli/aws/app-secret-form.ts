/** The format of an app secret under App settings › Basic: 32 hexadecimal digits. */
const APP_SECRET = /^[0-9a-f]{32}$/;

/**
 * Says why a text is probably not an app secret, for example because it was copied only in part.
 * @returns a reason that contains nothing of the text; undefined if the text looks like an app secret
 */
export function appSecretProblem(text: string): string | undefined {
  if (APP_SECRET.test(text)) return undefined;
  if (/^\d{10,20}$/.test(text)) return 'it is a number, like an app id';
  if (/^(EAA|IGAA|THAA)/.test(text)) return 'it looks like an access token';
  if (text.includes('|')) return 'it contains |, like an app access token: the app secret is the part after the |';
  if (/^[0-9a-f]{32}$/i.test(text)) return 'it has uppercase letters';
  return /^[0-9a-f]*$/.test(text)
    ? `it has ${text.length} characters`
    : `it has ${text.length} characters, not all of them hexadecimal digits`;
}

/** Describes an app secret and where to find it, for error messages. */
export const APP_SECRET_FORM = 'the 32 hexadecimal digits in App Dashboard › App settings › Basic › App secret › Show';
