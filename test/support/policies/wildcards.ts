const ARN_PARTS = 6;

/**
 * Returns whether a text matches a pattern in which `*` stands for any characters and `?` for one.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html (2026-11)
 */
export function matchesWildcards(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}

/**
 * Returns whether an ARN matches a pattern. A wildcard does not reach over a colon into the next of the six parts.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function matchesArn(pattern: string, arn: string): boolean {
  const [patterns, parts] = [splitArn(pattern), splitArn(arn)];
  if (patterns.length !== ARN_PARTS || parts.length !== ARN_PARTS) return false;
  return patterns.every((part, at) => matchesWildcards(part, parts[at]!));
}

/** Returns the parts of an ARN. The last one, the resource, may contain colons. */
export function splitArn(arn: string): string[] {
  const parts = arn.split(':');
  return [
    ...parts.slice(0, ARN_PARTS - 1),
    ...(parts.length < ARN_PARTS ? [] : [parts.slice(ARN_PARTS - 1).join(':')]),
  ];
}
