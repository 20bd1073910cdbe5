import { textAt } from '../../json/json.ts';
import type { GraphClient } from '../client/client.ts';
import { GraphError } from '../client/graph-error.ts';
import { requireText, textsAt } from '../client/response-reader.ts';

/** A Page on which the user of a token has a role. */
export interface ManagedPage {
  readonly id: string;
  readonly name?: string | undefined;
  /** Tasks that the user may do on the Page, such as `MANAGE`, `MODERATE` or `CREATE_CONTENT`. */
  readonly tasks: readonly string[];
  /** Page access token, a secret. Absent if the user has no access to it. */
  readonly accessToken?: string | undefined;
}

/**
 * Lists the Pages of a user token, with the token of each Page.
 * @param user - with `pages_show_list`
 * @throws GraphError
 * @see https://developers.facebook.com/docs/graph-api/reference/user/accounts
 */
export async function listPages(user: GraphClient): Promise<ManagedPage[]> {
  const pages: ManagedPage[] = [];
  for await (const page of user.list({
    path: ['me', 'accounts'],
    parameters: { fields: ['id', 'name', 'tasks', 'access_token'] },
  })) {
    pages.push({
      id: requireText(page, 'id'),
      name: textAt(page, 'name'),
      tasks: textsAt(page, 'tasks'),
      accessToken: textAt(page, 'access_token'),
    });
  }
  return pages;
}

/**
 * Reads the token of one Page.
 * @returns the Page access token, a secret
 * @throws GraphError PERMISSION_MISSING if Meta omits the token | …
 * @see https://developers.facebook.com/docs/facebook-login/guides/access-tokens#pagetokens
 */
export async function readPageToken(user: GraphClient, pageId: string): Promise<string> {
  const page = await user.send({ path: [pageId], parameters: { fields: 'access_token' } });
  const token = textAt(page, 'access_token');
  if (token !== undefined) return token;
  throw new GraphError({
    code: 'PERMISSION_MISSING',
    hint: 'Meta returned no token. Give the user a role on the Page, and grant pages_show_list to the app.',
    outcome: 'not-done',
    retry: 'never',
  });
}
