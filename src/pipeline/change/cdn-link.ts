/**
 * Matches links to Meta's CDN, which have a different signature and host at each attempt. Meta uses host names that
 * start with `scontent…` and `lookaside…`.
 */
const CDN_LINK =
  /^https?:\/\/(?:[\w-]+(?:\.[\w-]+)*\.(?:fbcdn\.net|cdninstagram\.com|fbsbx\.com|whatsapp\.net)|(?:scontent|lookaside)[\w-]*(?:\.[\w-]+)+)(?::\d+)?\/([^?#]*)(?:\?([^#]*))?/;
/** Parameters that identify the file of a `lookaside` link, whose path is the same for all files. */
const FILE_PARAMETERS = ['mid', 'asset_id'] as const;
/** Matches a script that serves many files, such as `safe_image.php?url=…`. Its name does not identify a file. */
const SCRIPT = /\.php$/;

/**
 * Identifies the file behind a link to Meta's CDN.
 * @returns text that no JSON value contains; undefined for other links, and for links that do not identify a file
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
