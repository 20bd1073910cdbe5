import { Refused, refusals } from './fake-graph-api-errors.ts';
import type { CheckedCall, FakeGraphState } from './fake-graph-api-state.ts';

/** Sends Meta's challenge. Returns the error, or undefined. */
export type PlayChallenge = (
  callbackUrl: string,
  verifyToken: string,
) => Promise<ReturnType<typeof refusals.callback> | undefined>;

/** Input of a route. */
export interface RouteContext {
  readonly state: FakeGraphState;
  readonly call: CheckedCall;
  readonly baseUrl: string;
  readonly playChallenge: PlayChallenge;
}

/** Returns the parameters. Throws if one is missing or unknown. */
export function readParameters(
  { call }: RouteContext,
  { required = [], optional = [] }: { readonly required?: readonly string[]; readonly optional?: readonly string[] },
) {
  for (const name of call.parameters.keys()) {
    if (![...required, ...optional].includes(name)) throw new Refused(refusals.parameterUnknown(name));
  }
  for (const name of required) {
    if (!call.parameters.get(name)) throw new Refused(refusals.parameterAbsent(name));
  }
  return (name: string): string => call.parameters.get(name) ?? '';
}

export function wantScope({ call }: RouteContext, ...scopes: readonly string[]): void {
  const lacking = scopes.find((scope) => !call.caller.token?.scopes.includes(scope));
  if (lacking !== undefined) throw new Refused(refusals.permission(lacking));
}

/** Returns the requested fields and always the id. */
export function chosen(fields: string, all: Readonly<Record<string, unknown>>, node: string): unknown {
  const names = fields === '' ? ['id', 'name'] : fields.split(',');
  const unknown = names.find((name) => !Object.hasOwn(all, name));
  if (unknown !== undefined) throw new Refused(refusals.field(unknown, node));
  return Object.fromEntries([...new Set([...names, 'id'])].map((name) => [name, all[name]]));
}
