/** The response to something that the page sent. */
export interface Answer {
  readonly status: number;
  readonly code?: string;
  readonly hint?: string;
  readonly ms: number;
  readonly id?: string;
}

/** Says how the receiver responded. The hint is left out if the delivery is opened, which shows what to do. */
export function sentText({ status, code, hint = '', ms, id }: Answer): string {
  const reason = code === undefined ? '' : `: ${code}`;
  return `The receiver responded with ${status} in ${ms} ms${reason}. ${id === undefined ? hint : ''}`.trim();
}
