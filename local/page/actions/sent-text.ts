/** The response to something that the page sent. */
export interface Answer {
  readonly status: number;
  readonly code?: string;
  readonly hint?: string;
  readonly ms: number;
  readonly id?: string;
}

/** Says how the receiver responded. */
export function sentText({ status, code, hint, ms }: Answer): string {
  const reason = code === undefined ? '' : `: ${code}. ${hint ?? ''}`;
  return `The receiver responded with ${status} in ${ms} ms${reason}`;
}
