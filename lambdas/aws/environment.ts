/**
 * Returns the value of an environment variable that the stack sets. The value is never empty. Call it when the module
 * is loaded, so that no function runs with an incomplete configuration.
 * @throws Error that names the variable, if it is missing or empty
 */
export function requireEnv(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '')
    throw new Error(
      `The environment variable ${name} is missing or empty. Set it on the function in your stack, then deploy.`,
    );
  return value;
}
