/** An app's key as it stands in logical ids and output names: `shop` becomes `Shop`. */
export const pascalCase = (key: string): string => key.charAt(0).toUpperCase() + key.slice(1);
