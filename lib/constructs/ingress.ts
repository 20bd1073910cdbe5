import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import type { DomainName } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { CallbackDomainProps, ThrottleProps } from '../meta-webhooks-props.ts';
import type { DomainSettings, IngressSettings } from '../meta-webhooks-settings.ts';
import { Domain } from './domain.ts';
import { accessLogGroupName, DATA_ACTIONS } from './customer-key.ts';
import { LeastPrivilegeFunction } from './least-privilege-function.ts';

/** Ingress responds within 4 s after the request; the rest is for a cold start and the last log line. */
const TIMEOUT = Duration.seconds(6);

/** Fields of the access log. Never the query string or a header: they contain the verify token and the signature. */
const ACCESS_LOG_FIELDS = {
  requestId: '$context.requestId',
  timeEpochMs: '$context.requestTimeEpoch',
  route: '$context.routeKey',
  status: '$context.status',
  bytes: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  integrationLatencyMs: '$context.integrationLatency',
  integrationError: '$context.integrationErrorMessage',
  gatewayError: '$context.error.responseType',
};

/** Properties of ingress. */
export interface IngressProps {
  readonly code: Code;
  readonly settings: IngressSettings;
  readonly throttle: Required<ThrottleProps>;
  /** Namespace of the receiver. */
  readonly namespace: string;
  readonly logRetention: RetentionDays;
  /** Time for which the previous secret is accepted. */
  readonly previousSecret: Duration;
  /** Secret of each app by the app's key. Read at run time, never at synthesis. */
  readonly secrets: ReadonlyMap<string, ISecret>;
  /** Apps with a callback URL on {@link DomainSettings.mutualTlsDomain}. */
  readonly mutualTlsApps: readonly string[];
  readonly domains: DomainSettings;
  /** Receives accepted deliveries. */
  readonly queue: IQueue;
  /** Receives bodies too large for the queue. */
  readonly bucket: IBucket;
  /** Encrypts the logs, and the secrets, queue and bucket that ingress uses. @default - none */
  readonly key?: IKey;
}

/** Public endpoint: verifies that Meta signed a request, then enqueues it. */
export class Ingress extends Construct {
  readonly api: HttpApi;
  readonly stage: HttpStage;
  readonly accessLog: LogGroup;
  readonly handler: LeastPrivilegeFunction;
  /** Absent if none is configured. */
  readonly domain?: DomainName;
  /** Absent if none is configured. */
  readonly mutualTlsDomain?: DomainName;
  private readonly mutualTlsApps: ReadonlySet<string>;

  constructor(scope: Construct, id: string, props: IngressProps) {
    super(scope, id);
    this.mutualTlsApps = new Set(props.mutualTlsApps);
    this.handler = this.addHandler(props);
    this.api = new HttpApi(this, 'Api', {
      apiName: props.namespace, // shown in the console; need not be unique
      description: "Receives Meta's webhooks",
      disableExecuteApiEndpoint: !props.domains.defaultEndpoint,
      createDefaultStage: false, // the stage below has a throttle and an access log
    });
    this.api.addRoutes({
      path: '/webhooks/{app}',
      methods: [HttpMethod.GET, HttpMethod.POST],
      integration: new HttpLambdaIntegration('Handler', this.handler.function),
    });
    Validations.of(this.api).acknowledge({
      id: 'AwsSolutions-APIG4',
      reason: 'Meta supports no authorizer: ingress verifies the signature of a POST and the verify token of a GET.',
    });
    this.accessLog = new LogGroup(this, 'AccessLog', {
      logGroupName: accessLogGroupName(props.namespace),
      retention: props.logRetention,
      encryptionKey: props.key,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: props.throttle.rateLimit, burstLimit: props.throttle.burstLimit },
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLog),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG_FIELDS)),
      },
    });
    this.domain = this.addDomain('Domain', props.domains.domain);
    this.mutualTlsDomain = this.addDomain('MutualTlsDomain', props.domains.mutualTlsDomain);
  }

  /** Returns the callback URL of an app, for the App Dashboard. */
  callbackUrl(app: string): string {
    const domain = this.mutualTlsApps.has(app) ? this.mutualTlsDomain : this.domain;
    return `${domain ? `https://${domain.name}` : this.api.apiEndpoint}/webhooks/${app}`;
  }

  private addDomain(id: string, settings: CallbackDomainProps | undefined): DomainName | undefined {
    return settings && new Domain(this, id, { api: this.api, stage: this.stage, settings }).domain;
  }

  private addHandler(props: IngressProps): LeastPrivilegeFunction {
    const secretArns = [...props.secrets].map(([app, secret]) => [app, secret.secretArn] as const);
    const handler = new LeastPrivilegeFunction(this, 'Handler', {
      code: props.code,
      description: "Verifies Meta's requests and enqueues them",
      memorySize: props.settings.memorySize,
      reservedConcurrency: props.settings.reservedConcurrentExecutions,
      timeout: TIMEOUT,
      logRetention: props.logRetention,
      key: props.key,
      environment: {
        APP_SECRET_ARNS: Stack.of(this).toJsonString(Object.fromEntries(secretArns)),
        MUTUAL_TLS_APPS: JSON.stringify(props.mutualTlsApps),
        QUEUE_URL: props.queue.queueUrl,
        BUCKET_NAME: props.bucket.bucketName,
        PREVIOUS_SECRET_SECONDS: String(props.previousSecret.toSeconds()),
        METRICS_NAMESPACE: props.namespace,
      },
    });
    handler.grantActions(
      ['secretsmanager:GetSecretValue'],
      secretArns.map(([, arn]) => arn),
    );
    handler.grantActions(['sqs:SendMessage'], [props.queue.queueArn]);
    handler.permitBelow(['s3:PutObject'], props.bucket, ['oversize/']);
    const { key, queue, bucket, secrets } = props;
    const before = [queue, bucket, ...secrets.values()];
    if (key) handler.permitKey({ key, actions: DATA_ACTIONS, services: ['secretsmanager', 'sqs', 's3'], before });
    return handler;
  }
}
