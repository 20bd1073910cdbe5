/**
 * An app's key: the last part of its callback URL, and the name of its secret and outputs.
 * Short and without separators, so that it can stand in ids, metrics and object keys as it is.
 */
export const APP_KEY = /^[a-z][a-z0-9]{0,19}$/;
