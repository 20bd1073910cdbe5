const CODE = /^[A-Z0-9_]{1,64}$/;
const MAX_HINT_CHARACTERS = 200;

/** Why a receiver rejected a request. */
export interface Reason {
  readonly code?: string;
  readonly hint?: string;
}

/** Parses the code and the hint of an error response. Ignores everything that the receiver would not send. */
export function reasonIn(text: string): Reason {
  try {
    const { code, hint } = JSON.parse(text) as { code?: unknown; hint?: unknown };
    if (typeof code !== 'string' || !CODE.test(code)) return {};
    return {
      code,
      ...(typeof hint === 'string' && { hint: hint.replace(/[^\x20-\x7e]/g, '?').slice(0, MAX_HINT_CHARACTERS) }),
    };
  } catch {
    return {};
  }
}
