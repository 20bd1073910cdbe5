/** The format of an app secret: 32 hexadecimal digits in lowercase. */
const APP_SECRET = /^[0-9a-f]{32}$/;

/**
 * Returns why a text is probably not an app secret, for example because only a part of it was copied.
 * @returns a clause that starts with "it" and contains no part of the text, only its length; undefined if the text
 * looks like an app secret
 */
export function appSecretProblem(text: string): string | undefined {
  if (APP_SECRET.test(text)) return undefined;
  if (/^\d{10,20}$/.test(text)) return 'it is a number, like an app id';
  if (/^(EAA|IGAA|THAA)/.test(text)) return 'it looks like an access token';
  if (text.includes('|')) return 'it contains |, like an app access token: the app secret is the part after the |';
  if (/^[0-9a-f]{32}$/i.test(text)) return 'it has uppercase letters';
  return /^[0-9a-f]*$/i.test(text)
    ? `it has ${text.length} characters in place of 32`
    : `it has ${text.length} characters, not all of them hexadecimal digits`;
}

/** Describes an app secret and where to find it, for error messages. */
export const APP_SECRET_FORM = 'the 32 hexadecimal digits in App Dashboard › App settings › Basic › App secret › Show';
