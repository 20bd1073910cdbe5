/**
 * Pattern of an app's key: the last part of its callback URL, and part of the names of its secret and outputs. It is
 * short and has no separators, so that ids, metrics and object keys can contain it unchanged.
 */
export const APP_KEY = /^[a-z][a-z0-9]{0,19}$/;
