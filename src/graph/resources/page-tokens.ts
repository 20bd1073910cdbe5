import { textAt } from '../../json/json.ts';
import type { GraphClient } from '../client/client.ts';
import { GraphError } from '../client/graph-error.ts';
import { requireText, textsAt } from '../client/response-reader.ts';

/** A Page that the person behind a user token has a role on. */
export interface ManagedPage {
  readonly id: string;
  readonly name?: string | undefined;
  /** What the person may do there: `MANAGE`, `MODERATE`, `CREATE_CONTENT`… */
  readonly tasks: readonly string[];
  /** Secret. Absent if the person may not have it. */
  readonly accessToken?: string | undefined;
}

/**
 * Lists the Pages of a user token, each with its token.
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
 * Fetches the token of one Page.
 * @returns the token: secret
 * @throws GraphError PERMISSION_MISSING if Meta leaves it out | …
 * @see https://developers.facebook.com/docs/facebook-login/guides/access-tokens#pagetokens
 */
export async function readPageToken(user: GraphClient, pageId: string): Promise<string> {
  const page = await user.send({ path: [pageId], parameters: { fields: 'access_token' } });
  const token = textAt(page, 'access_token');
  if (token !== undefined) return token;
  throw new GraphError({
    code: 'PERMISSION_MISSING',
    hint: "Meta gave no token for this Page: the user token's person needs a role on it, and the app pages_show_list",
    outcome: 'not-done',
    retry: 'never',
  });
}
