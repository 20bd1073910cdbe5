/** Where a template is deployed. */
export interface Deployment {
  readonly partition: 'aws' | 'aws-us-gov';
  readonly region: string;
  /** 12 digits. */
  readonly account: string;
  readonly stackName: string;
}

/** A resource of a template. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** A synthesized template, as far as it is resolved. */
export interface ResolvableTemplate {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
}

/** ARNs by resource type, after the partition. A rule's ARN leaves out its bus. */
const ARNS: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'dynamodb:{region}:{account}:table/{name}',
  'AWS::Events::EventBus': 'events:{region}:{account}:event-bus/{name}',
  'AWS::Events::Rule': 'events:{region}:{account}:rule/{name}',
  'AWS::IAM::Role': 'iam::{account}:role/{name}',
  'AWS::KMS::Key': 'kms:{region}:{account}:key/{name}',
  'AWS::Lambda::Function': 'lambda:{region}:{account}:function:{name}',
  'AWS::Logs::LogGroup': 'logs:{region}:{account}:log-group:{name}:*',
  'AWS::S3::Bucket': 's3:::{name}',
  'AWS::SecretsManager::Secret': 'secretsmanager:{region}:{account}:secret:{name}-AbCdEf',
  'AWS::SNS::Topic': 'sns:{region}:{account}:{name}',
  'AWS::SQS::Queue': 'sqs:{region}:{account}:{name}',
};
/** Properties that give a resource its name. */
const NAMES = ['LogGroupName', 'QueueName', 'Name', 'TopicName', 'BucketName', 'TableName'];

/**
 * Resolves the references of a template as CloudFormation would at a deployment. A generated name is the stack's name,
 * the logical id and a suffix.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html (2026-11)
 */
export class TemplateResolver {
  private readonly template: ResolvableTemplate;
  private readonly deployment: Deployment;

  constructor(template: ResolvableTemplate, deployment: Deployment) {
    this.template = template;
    this.deployment = deployment;
  }

  /**
   * Returns a value of the template without references.
   * @throws Error for an intrinsic function that is not supported, and a reference to nothing
   */
  resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((one) => this.resolve(one));
    if (typeof value !== 'object' || value === null) return value;
    const [[name, argument] = ['', undefined], ...others] = Object.entries(value);
    if (others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) return this.call(name, argument);
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, this.resolve(one)]));
  }

  /**
   * Returns the ARN of a resource.
   * @throws Error if there is no such resource, or the form of its ARN is not known
   */
  arn(logicalId: string): string {
    const { partition, region, account } = this.deployment;
    const form = ARNS[this.resource(logicalId).Type];
    if (form === undefined) throw new Error(`the form of the ARN of ${logicalId} is not known`);
    const values: Readonly<Record<string, string>> = { region, account, name: this.name(logicalId) };
    return `arn:${partition}:${form.replaceAll(/\{(\w+)\}/g, (_, value: string) => values[value]!)}`;
  }

  /** Returns the physical name of a resource. */
  name(logicalId: string): string {
    const { Properties = {} } = this.resource(logicalId);
    const given = NAMES.map((property) => Properties[property]).find((value) => value !== undefined);
    return given === undefined ? `${this.deployment.stackName}-${logicalId}-1A2B3C4D5E6F` : String(this.resolve(given));
  }

  private resource(logicalId: string): TemplateResource {
    const found = this.template.Resources[logicalId];
    if (!found) throw new Error(`the template has no resource ${logicalId}`);
    return found;
  }

  private call(name: string, argument: unknown): unknown {
    const [first, second, third] = [argument].flat() as [unknown, unknown, unknown];
    switch (name) {
      case 'Ref':
        return this.pseudoParameter(String(first)) ?? this.ref(String(first));
      case 'Fn::GetAtt':
        return second === 'Arn' ? this.arn(String(first)) : `${this.name(String(first))}.${String(second)}`;
      case 'Fn::Join':
        return (this.resolve(second) as unknown[]).map(String).join(String(first));
      case 'Fn::FindInMap':
        return this.findInMap([first, second, third].map((key) => String(this.resolve(key))));
      default:
        throw new Error(`${name} is not supported`);
    }
  }

  /** A secret is referred to by its ARN, and any other resource here by its name. */
  private ref(logicalId: string): string {
    const { Type } = this.resource(logicalId);
    return Type === 'AWS::SecretsManager::Secret' ? this.arn(logicalId) : this.name(logicalId);
  }

  private pseudoParameter(name: string): string | undefined {
    const { partition, region, account, stackName } = this.deployment;
    const known: Readonly<Record<string, string>> = {
      'AWS::Partition': partition,
      'AWS::Region': region,
      'AWS::AccountId': account,
      'AWS::StackName': stackName,
      'AWS::URLSuffix': 'amazonaws.com',
    };
    return known[name];
  }

  private findInMap([map = '', top = '', key = '']: readonly string[]): unknown {
    const found = this.template.Mappings?.[map]?.[top]?.[key];
    if (found === undefined) throw new Error(`the mapping ${map} has no ${top}.${key}`);
    return found;
  }
}
