import { appendFileSync, readFileSync } from 'node:fs';
import { listGrants, type Decision, type Grant, type Statement } from '../iam/permissions.ts';
import { signedFetch } from './signed-fetch.ts';

/** An inline policy of a role of the deployed stack. */
export interface RolePolicy {
  /** Name of the role, e.g. `MetaWebhooks-WorkerHandlerRole148E68E8-E640E1F70C153`. */
  readonly role: string;
  readonly name: string;
  readonly document: { readonly Version: string; readonly Statement: readonly Statement[] };
}

/** Prefix of the names of our stack's roles; those of the CDK's bootstrap are AWS's matter. */
const STACK_ROLES = 'MetaWebhooks-';

/**
 * Reads the policies of a stack's roles from the emulator.
 * @param prefix - of their names
 * @throws Error when a role has a managed policy: this check would not see what it grants
 */
export async function readRolePolicies(endpoint: string, prefix = STACK_ROLES): Promise<RolePolicy[]> {
  const ours = (await listRoles(endpoint)).filter((role) => role.startsWith(prefix));
  return (await Promise.all(ours.map(async (role) => readPoliciesOf(endpoint, role)))).flat();
}

/** Names of all roles of the emulator. */
export const listRoles = async (endpoint: string): Promise<string[]> =>
  texts(await callIam(endpoint, { Action: 'ListRoles' }), 'RoleName');

async function readPoliciesOf(endpoint: string, role: string): Promise<RolePolicy[]> {
  const attached = await callIam(endpoint, { Action: 'ListAttachedRolePolicies', RoleName: role });
  const [managed] = texts(attached, 'PolicyArn');
  if (managed !== undefined) throw new Error(`${role} has the managed policy ${managed}`);
  const names = texts(await callIam(endpoint, { Action: 'ListRolePolicies', RoleName: role }), 'member');
  return Promise.all(
    names.map(async (name) => {
      const xml = await callIam(endpoint, { Action: 'GetRolePolicy', RoleName: role, PolicyName: name });
      const [encoded = ''] = texts(xml, 'PolicyDocument');
      return { role, name, document: JSON.parse(decodeURIComponent(encoded)) as RolePolicy['document'] };
    }),
  );
}

/** Stores a policy in place of the one of its name. It holds from the next request on. */
export async function putRolePolicy(endpoint: string, { role, name, document }: RolePolicy): Promise<void> {
  const PolicyDocument = JSON.stringify(document);
  await callIam(endpoint, { Action: 'PutRolePolicy', RoleName: role, PolicyName: name, PolicyDocument });
}

/** Adds what a stack's roles may do now to a file, one JSON line each. */
export async function keepGrants(endpoint: string, file: string, prefix = STACK_ROLES): Promise<void> {
  const policies = await readRolePolicies(endpoint, prefix);
  const grants = policies.flatMap(({ role, document }) => listGrants(role, document.Statement)).map(nameSecretByArn);
  appendFileSync(file, grants.map((grant) => `${JSON.stringify(grant)}\n`).join(''));
}

/** `Ref` of a secret is its name on the emulator, and its ARN on AWS. */
function nameSecretByArn(grant: Grant): Grant {
  const isName = grant.action.startsWith('secretsmanager:') && !grant.resource.startsWith('arn:');
  return isName ? { ...grant, resource: `arn:aws:secretsmanager:*:*:secret:${grant.resource}-??????` } : grant;
}

/** Reads a file of grants. */
export const readGrants = (file: string): Grant[] => readLines(file) as Grant[];

/** Reads the emulator's log of decisions, as far as it is written. */
export const readDecisions = (file: string): Decision[] => readLines(file) as Decision[];

/** All JSON lines of a file; one that is still being written has no line break yet. */
const readLines = (file: string): unknown[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as unknown);

/** IAM speaks AWS's query protocol: a form in, XML out. */
const callIam = async (endpoint: string, parameters: Readonly<Record<string, string>>): Promise<string> =>
  signedFetch(endpoint, {
    service: 'iam',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ Version: '2010-05-08', ...parameters }).toString(),
  });

/** Texts of all elements of this name; names and encoded documents hold no markup. */
const texts = (xml: string, element: string): string[] =>
  [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map(([, text = '']) => text);
