/** What Meta shows under App settings › Basic: 32 hexadecimal digits. */
const APP_SECRET = /^[0-9a-f]{32}$/;

/**
 * Says why a text is hardly an app secret: somebody copied too little, or something else.
 * @returns a sentence that holds nothing of it; undefined for what looks like one
 */
export function appSecretProblem(text: string): string | undefined {
  if (APP_SECRET.test(text)) return undefined;
  if (/^\d{10,20}$/.test(text)) return 'it is a number, as an app id is';
  if (/^(EAA|IGAA|THAA)/.test(text)) return 'it looks like an access token';
  if (text.includes('|')) return 'it has a | in it, as an app token has: the app secret is the part behind it';
  if (/^[0-9a-f]{32}$/i.test(text)) return 'it has capital letters';
  return /^[0-9a-f]*$/.test(text)
    ? `it has ${text.length} characters`
    : `it has ${text.length} characters, not all of them hexadecimal digits`;
}

/** For messages. */
export const APP_SECRET_FORM = '32 hexadecimal digits, App Dashboard › App settings › Basic › App secret › Show';
