import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import { decideKeyAccess, matchesRequest, type Decision } from '../../support/policies/decide-key-access.ts';
import {
  toList,
  type Caller,
  type PolicyDocument,
  type RequestContext,
  type Statement,
} from '../../support/policies/policy.ts';
import { TemplateResolver, type Deployment, type TemplateResource } from '../../support/policies/resolve-template.ts';
import { EVERYTHING_ON } from '../everything-on.ts';
import { listResources, synthesizeWith } from '../synth.ts';
import { KMS_ACTIONS, type CallerName, type KeyCallRow } from './calls.ts';

const KEY = 'CustomerKey';
const PREFIXES = ['deliveries', 'oversize', 'values'];
const template = {
  Resources: listResources(
    synthesizeWith((receiver) => {
      const { encryptionKey: encryptionMasterKey } = receiver.webhooks;
      const code = Code.fromInline('exports.handler = async () => {};');
      const options = { code, handler: 'index.handler', runtime: Runtime.NODEJS_24_X, timeout: Duration.seconds(9) };
      const consumer = new LambdaFunction(receiver, 'Consumer', options);
      const target = new Queue(receiver, 'FeedQueue', { enforceSSL: true, encryptionMasterKey });
      const withTable = { idempotency: true, largeValues: true };
      receiver.onChange('Leads', { detailType: 'page.leadgen', target: consumer, ...withTable });
      receiver.onChange('Feed', { detailType: 'page.feed', target });
    }, EVERYTHING_ON),
  ) as Readonly<Record<string, TemplateResource>>,
};

/** A KMS request that a call makes. */
export interface KeyRequest {
  readonly caller: Caller;
  /** Without the prefix `kms:`. */
  readonly action: string;
  readonly context: RequestContext;
}

/** The key of a receiver with everything on, deployed to one partition. */
export class DeployedKey {
  private readonly deployment: Deployment;
  private readonly resolver: TemplateResolver;

  constructor(deployment: Deployment) {
    this.deployment = deployment;
    this.resolver = new TemplateResolver(template, deployment);
  }

  /** Decides about a request by the key policy and the caller's policies, and by `extra` policies of the caller. */
  decide({ caller, action, context }: KeyRequest, extra: readonly PolicyDocument[] = []): Decision {
    const keyPolicy = this.resolver.resolve(template.Resources[KEY]!.Properties!['KeyPolicy']) as PolicyDocument;
    const identityPolicies = 'role' in caller ? [...this.policiesOf(caller.role), ...extra] : [];
    const request = { caller, action: `kms:${action}`, resource: this.resolver.arn(KEY), context };
    return decideKeyAccess(request, { keyPolicy, identityPolicies });
  }

  /** Returns the caller of a row. CloudWatch Logs has a principal for each region. */
  findCaller(name: string): Caller {
    if (name === 'logs.amazonaws.com') return { service: `logs.${this.deployment.region}.amazonaws.com` };
    return name.includes('.') ? { service: name } : { role: this.resolver.arn(idStarting(name)) };
  }

  /** Returns the context of the KMS requests for an operation on a resource. */
  createContext([caller, operation]: readonly [CallerName, string], resource: string): RequestContext {
    const { region, account } = this.deployment;
    const service = operation.split(':')[0]!;
    const own = this.encryptionContext(service, idStarting(resource));
    const context = Object.fromEntries(
      Object.entries(own).map(([key, value]) => [`kms:EncryptionContext:${key}`, value]),
    );
    if (caller.startsWith('events.')) return { ...context, 'aws:SourceAccount': account };
    if (caller.includes('.')) return context;
    return { ...context, 'kms:ViaService': `${service}.${region}.amazonaws.com`, 'kms:CallerAccount': account };
  }

  /** Lists the calls that use the key by the policies and resources of the template, in the form of the table. */
  listCalls(): KeyCallRow[] {
    const encrypted = this.encryptedResources();
    return [...this.grants(encrypted), ...this.grantsOfQueues(encrypted), this.logs(encrypted)];
  }

  /** Returns the logical ids of the resources that name the key. */
  encryptedResources(): string[] {
    const arn = JSON.stringify({ 'Fn::GetAtt': [KEY, 'Arn'] });
    return Object.entries(template.Resources)
      .filter(([, { Type, Properties }]) => Type !== 'AWS::IAM::Policy' && JSON.stringify(Properties).includes(arn))
      .map(([id]) => id);
  }

  /** Lists the KMS actions, and the services through which they may be used, that a role has and no request needs. */
  unusedGrants(requests: readonly KeyRequest[]): string[] {
    const resource = this.resolver.arn(KEY);
    const roles = Object.keys(template.Resources).filter((id) => template.Resources[id]!.Type === 'AWS::IAM::Role');
    return roles.flatMap((role) => {
      const own = requests.filter(({ caller }) => 'role' in caller && caller.role === this.resolver.arn(role));
      const isUsed = (statement: Statement): boolean =>
        own.some((one) => matchesRequest(statement, { ...one, action: `kms:${one.action}`, resource }));
      return this.listStatements(role)
        .flatMap(splitStatement)
        .filter(({ statement }) => !isUsed(statement))
        .map(({ part }) => `${shorten(role)}: ${part}`);
    });
  }

  private encryptionContext(service: string, id: string): Readonly<Record<string, string>> {
    const arn = this.resolver.arn(id);
    switch (service) {
      case 'sqs':
        return { 'aws:sqs:arn': arn };
      case 's3':
        return { 'aws:s3:arn': arn }; // with a bucket key, the bucket's ARN
      case 'secretsmanager':
        return { SecretARN: arn, SecretVersionId: 'EXAMPLE1-90ab-cdef-fedc-ba987EXAMPLE' };
      case 'dynamodb':
        return {
          'aws:dynamodb:tableName': this.resolver.name(id),
          'aws:dynamodb:subscriberId': this.deployment.account,
        };
      case 'logs':
        return { 'aws:logs:arn': arn.replace(/:\*$/, '') };
      default:
        throw new Error(`the encryption context of ${service} is not known`);
    }
  }

  private policiesOf(role: string): PolicyDocument[] {
    return Object.values(template.Resources)
      .filter(({ Type, Properties }) => Type === 'AWS::IAM::Policy' && this.rolesOf(Properties!).includes(role))
      .map(({ Properties }) => this.resolver.resolve(Properties!['PolicyDocument']) as PolicyDocument);
  }

  private rolesOf({ Roles }: Readonly<Record<string, unknown>>): string[] {
    return (Roles as readonly { readonly Ref: string }[]).map(({ Ref }) => this.resolver.arn(Ref));
  }

  private grants(encrypted: readonly string[]): KeyCallRow[] {
    const operations = Object.keys(KMS_ACTIONS).filter(
      (one) => KMS_ACTIONS[one]!.length > 0 && !one.startsWith('logs:'),
    );
    const roles = Object.keys(template.Resources).filter((id) => template.Resources[id]!.Type === 'AWS::IAM::Role');
    return roles.flatMap((role) =>
      operations.flatMap((operation): KeyCallRow[] => {
        const found = encrypted.filter((id) => this.mayCall(role, operation, id));
        return found.length > 0 ? [[shorten(role), operation, sortedIds(found)]] : [];
      }),
    );
  }

  /** An operation of S3 is on an object, below one of the prefixes. */
  private mayCall(role: string, action: string, id: string): boolean {
    const arn = this.resolver.arn(id);
    const resources = action.startsWith('s3:') ? PREFIXES.map((prefix) => `${arn}/${prefix}/x`) : [arn];
    return resources.some((resource) =>
      this.listStatements(role).some((one) => matchesRequest(one, { caller: { role }, action, resource, context: {} })),
    );
  }

  private listStatements(role: string): Statement[] {
    return this.policiesOf(this.resolver.arn(role)).flatMap(({ Statement }) => toList(Statement));
  }

  private grantsOfQueues(encrypted: readonly string[]): KeyCallRow[] {
    const grants = Object.values(template.Resources)
      .filter(({ Type }) => Type === 'AWS::SQS::QueuePolicy')
      .flatMap(({ Properties }) =>
        toList((this.resolver.resolve(Properties!['PolicyDocument']) as PolicyDocument).Statement),
      )
      .filter(({ Effect }) => Effect === 'Allow');
    const services = new Set(grants.flatMap(getServices));
    return [...services].map((service) => {
      const arns = grants
        .filter((one) => getServices(one).includes(service))
        .flatMap(({ Resource }) => toList(Resource!));
      return [service, 'sqs:SendMessage', sortedIds(encrypted.filter((id) => arns.includes(this.resolver.arn(id))))];
    });
  }

  private logs(encrypted: readonly string[]): KeyCallRow {
    const groups = encrypted.filter((id) => template.Resources[id]!.Type === 'AWS::Logs::LogGroup');
    return ['logs.amazonaws.com', 'logs:PutLogEvents', sortedIds(groups)];
  }
}

interface StatementPart {
  readonly part: string;
  readonly statement: Statement;
}

/** Returns a statement about KMS once for each of its actions, and once for each of its services. */
function splitStatement(statement: Statement): StatementPart[] {
  const actions = toList(statement.Action ?? []).filter((action) => action.startsWith('kms:'));
  if (actions.length === 0) return [];
  const services = toList(statement.Condition?.['StringEquals']?.['kms:ViaService'] ?? []).map(String);
  return [
    ...actions.map((part) => ({ part, statement: { ...statement, Action: part } })),
    ...services.map((part) => ({
      part,
      statement: { ...statement, Condition: { StringEquals: { 'kms:ViaService': part } } },
    })),
  ];
}

const getServices = ({ Principal }: Statement): readonly string[] =>
  Principal === undefined || Principal === '*' ? [] : toList(Principal.Service ?? []);

/** Returns a logical id without CDK's hash, which has a letter; the id of an account has none. */
export const shorten = (id: string): string => id.replace(/(?=\d*[A-F])[0-9A-F]{8}$/, '');
const sortedIds = (ids: readonly string[]): string[] => ids.map(shorten).toSorted();

function idStarting(name: string): string {
  const found = Object.keys(template.Resources).filter((id) => shorten(id) === name);
  if (found.length !== 1) throw new Error(`${found.length} resources with the logical id ${name}`);
  return found[0]!;
}
