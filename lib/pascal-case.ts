/** Converts an app's key for logical ids and output names: `shop` becomes `Shop`. */
export const pascalCase = (key: string): string => key.charAt(0).toUpperCase() + key.slice(1);
