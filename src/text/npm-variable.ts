/**
 * Returns the variable in which npm passes a long flag on that it kept: `npm_config_dry_run` for `--dry-run`.
 * npm reads every flag before `--` itself, and the script does not get it.
 */
export function npmVariable(flag: string): string {
  return `npm_config_${flag.replace(/^--/, '').replaceAll('-', '_')}`;
}
