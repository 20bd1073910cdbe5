import { Hono } from 'hono';

/** The files of the page. */
export interface PageFiles {
  readonly html: string;
  readonly script: string;
  readonly style: string;
}

/** Nothing from elsewhere, nothing inline, no `eval`, in no frame; scripts cannot turn text into HTML. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/** Name in the HTML that the token of this start replaces. */
const TOKEN_PLACE = '%TOKEN%';

const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="#3b4fc4"/>' +
  '<path d="M4 8h6M7.5 5 10.5 8 7.5 11" stroke="#fff" stroke-width="1.8" fill="none"/></svg>';

/** Creates the routes of the page. */
export function createPage({ html, script, style }: PageFiles, token: string): Hono {
  const app = new Hono();
  const withToken = html.replace(TOKEN_PLACE, token);
  app.get('/', (c) => c.html(withToken, 200, HEADERS));
  app.get('/page.js', (c) => c.body(script, 200, { ...HEADERS, 'content-type': 'text/javascript; charset=utf-8' }));
  app.get('/page.css', (c) => c.body(style, 200, { ...HEADERS, 'content-type': 'text/css; charset=utf-8' }));
  app.get('/icon.svg', (c) => c.body(ICON, 200, { ...HEADERS, 'content-type': 'image/svg+xml' }));
  return app;
}
