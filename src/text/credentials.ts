/** Matches what stands between the scheme of a URL and an `@`, also if the URL is not valid. */
const CREDENTIALS = /(\b[a-z][a-z\d+.-]{0,30}:\/{0,2})\S*@/gi;

/** Returns whether a URL has a user name or a password. */
export function hasCredentials({ username, password }: URL): boolean {
  return username !== '' || password !== '';
}

/** Hides user names and passwords of URLs in a text for people. */
export function withoutCredentials(text: string): string {
  return text.replace(CREDENTIALS, '$1[hidden]@');
}
