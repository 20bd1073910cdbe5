/**
 * Hosts that serve Meta's files under links that are signed anew, and from another host, at each attempt.
 * `scontent…` and `lookaside…` are the first labels that Meta uses.
 */
const CDN_LINK =
  /^https?:\/\/(?:[\w-]+(?:\.[\w-]+)*\.(?:fbcdn\.net|cdninstagram\.com|fbsbx\.com|whatsapp\.net)|(?:scontent|lookaside)[\w-]*(?:\.[\w-]+)+)(?::\d+)?\/([^?#]*)(?:\?([^#]*))?/;
/** By these `lookaside` names the file, whose path is the same for all. */
const FILE_PARAMETERS = ['mid', 'asset_id'] as const;
/** A script that serves many files: `safe_image.php?url=…`. Its name says nothing. */
const SCRIPT = /\.php$/;

/**
 * Names the file behind a link to Meta's CDN.
 * @returns a text that no JSON value has; undefined for other links, and where the link does not name its file
 */
export function cdnFile(link: string): string | undefined {
  const [, path, query = ''] = CDN_LINK.exec(link) ?? [];
  if (path === undefined) return undefined;
  const file = path.slice(path.lastIndexOf('/') + 1);
  const parameters = new URLSearchParams(query);
  for (const name of FILE_PARAMETERS) {
    const id = parameters.get(name);
    if (id) return `cdn(${JSON.stringify(file)},${JSON.stringify(id)})`;
  }
  return file === '' || SCRIPT.test(file) ? undefined : `cdn(${JSON.stringify(file)})`;
}
