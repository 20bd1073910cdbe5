/**
 * Returns the value of an environment variable that the stack sets. The value is never empty.
 * @throws Error if the variable is missing or empty. The message names it. Lambda functions call this when they start,
 * so that none runs with an incomplete configuration.
 */
export function requireEnv(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '')
    throw new Error(`The environment variable ${name} is not set. The stack sets it: deploy the stack again.`);
  return value;
}
