import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CONTROLS } from '../iam/controls.ts';
import { shortRole, type Decision } from '../iam/permissions.ts';
import { commentsBody } from '../support/builders/meta.ts';
import { postSigned } from './callback.ts';
import { endpoint, iamLog, outputs, readyForMeta, restart } from './deployment.ts';
import { openSubscription, type EventStream } from './event-tap.ts';
import { eventually } from './eventually.ts';
import { settled } from './footprint.ts';
import { putRolePolicy, readDecisions, readRolePolicies, type RolePolicy } from './role-policies.ts';

/** A delivery that failed first comes again after 10 s, then after 30 s. */
const SECOND_RETRY_MS = 45_000;

let subscription: EventStream;

beforeAll(async () => {
  await readyForMeta();
  subscription = await openSubscription();
});
afterAll(async () => subscription.close());

/** Finds the policy of a role that allows an action. */
async function getPolicy(role: string): Promise<RolePolicy> {
  const found = (await readRolePolicies(endpoint)).find((policy) => shortRole(policy.role) === role);
  if (!found) throw new Error(`the stack has no role ${role} with a policy`);
  return found;
}

/** The same policy without an action. */
function without({ document, ...policy }: RolePolicy, action: string): RolePolicy {
  const Statement = document.Statement.map((statement) => ({
    ...statement,
    Action: [statement.Action].flat().filter((one) => one !== action),
  })).filter(({ Action }) => Action.length > 0);
  return { ...policy, document: { ...document, Statement } };
}

const denials = (): Decision[] => readDecisions(iamLog.decisions).filter(({ allowed }) => !allowed);

describe('a permission that is taken from a running deployment', () => {
  it.each(CONTROLS)(
    'the log names $role, $action and the ARN, and nothing is lost once the permission is back',
    async ({ role, action, output, restarts }) => {
      const body = commentsBody([randomUUID()]);
      const policy = await getPolicy(role);
      const deniedBefore = denials().length;
      await putRolePolicy(endpoint, without(policy, action));
      try {
        if (restarts) await restart(restarts);
        await postSigned(body);
        const denial = await eventually(async () => Promise.resolve(denials()[deniedBefore]));
        const resource = expect.stringContaining(outputs[output].split('/').at(-1)!);
        expect(denial).toEqual({ role: policy.role, action, resource, allowed: false });
      } finally {
        await putRolePolicy(endpoint, policy);
      }
      await eventually(async () => (await postSigned(body)).status === 200);
      await settled(SECOND_RETRY_MS);
      expect(await subscription.events()).toHaveLength(1);
    },
  );
});
