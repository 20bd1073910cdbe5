import { store } from './store.ts';

/** The server rejected a request of the page. */
export class ApiError extends Error {}

const token = document.querySelector<HTMLMetaElement>('meta[name="page-token"]')?.content ?? '';

/** Reads JSON. */
export async function getJson<T>(path: string): Promise<T> {
  return (await ask(path)).json() as Promise<T>;
}

/** Reads text. */
export async function getText(path: string): Promise<string> {
  return (await ask(path)).text();
}

/** Acts, and returns what the server says. */
export async function postJson<T>(path: string, body: object = {}): Promise<T> {
  const response = await ask(path, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  return response.json() as Promise<T>;
}

async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(path, {
    ...init,
    headers: { 'content-type': 'application/json', 'x-page-token': token },
  });
  if (response.ok) return response;
  const { hint } = (await response.json().catch(() => ({}))) as { readonly hint?: string };
  throw new ApiError(hint ?? `The server responded with ${response.status}.`);
}

/** Runs an action and shows its result, or why it failed. */
export function act(work: () => Promise<string>): void {
  work().then(
    (text) => {
      notify(text, false);
    },
    (error: unknown) => {
      notify(error instanceof Error ? error.message : String(error), true);
    },
  );
}

function notify(text: string, isError: boolean): void {
  store.dispatch({ type: 'notice', notice: { text, isError } });
}
