/**
 * Reads an environment variable that the stack sets.
 * @throws Error with the name of the variable: a function without it must not start
 */
export function requireEnv(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '')
    throw new Error(`The environment variable ${name} is not set. Deploy the stack again.`);
  return value;
}
