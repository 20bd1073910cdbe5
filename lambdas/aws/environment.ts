/**
 * Reads a variable that the stack sets.
 * @throws Error naming the variable: a function deployed without it must not start
 */
export function requireEnv(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '')
    throw new Error(`environment variable ${name} is not set: deploy the stack again`);
  return value;
}
