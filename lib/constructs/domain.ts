import { ApiMapping, DomainName, SecurityPolicy } from 'aws-cdk-lib/aws-apigatewayv2';
import type { HttpApi, HttpStage, MTLSConfig } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import type { CallbackDomainProps, MutualTlsDomainProps } from '../meta-webhooks-props.ts';

/** Properties of a custom domain. */
export interface DomainProps {
  readonly api: HttpApi;
  readonly stage: HttpStage;
  /** With a truststore, every caller must present a client certificate that it trusts. */
  readonly settings: CallbackDomainProps | MutualTlsDomainProps;
}

/** Creates a custom domain of the API, with TLS 1.2 or later, and its alias record if a hosted zone is set. */
export class Domain extends Construct {
  readonly domain: DomainName;

  constructor(scope: Construct, id: string, { api, stage, settings }: DomainProps) {
    super(scope, id);
    const { name, certificate, hostedZone } = settings;
    this.domain = new DomainName(this, 'Name', {
      domainName: name,
      securityPolicy: SecurityPolicy.TLS_1_2,
      certificate,
      ...('trustStore' in settings && { mtls: this.trustStore(settings) }),
    });
    new ApiMapping(this, 'Mapping', { api, stage, domainName: this.domain });
    if (hostedZone !== undefined) {
      new CfnRecordSet(this, 'Record', {
        hostedZoneId: hostedZone.hostedZoneId,
        name,
        type: 'A',
        aliasTarget: { dnsName: this.domain.regionalDomainName, hostedZoneId: this.domain.regionalHostedZoneId },
      });
    }
  }

  /**
   * Uploads a file under a digest of its content: a different file gets a different key, so CloudFormation detects the
   * change.
   */
  private trustStore({ trustStore }: MutualTlsDomainProps): MTLSConfig {
    if (typeof trustStore !== 'string') return trustStore;
    const asset = new Asset(this, 'TrustStore', { path: trustStore });
    return { bucket: asset.bucket, key: asset.s3ObjectKey };
  }
}
