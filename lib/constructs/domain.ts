import { ApiMapping, DomainName, SecurityPolicy } from 'aws-cdk-lib/aws-apigatewayv2';
import type { HttpApi, HttpStage, MTLSConfig } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import type { DomainConfiguration, MutualTlsDomainConfiguration } from '../configuration/domains.ts';

/** Properties of a custom domain. */
export interface DomainProps {
  readonly api: HttpApi;
  readonly stage: HttpStage;
  /** With a truststore, every caller must present a client certificate that it trusts. */
  readonly configuration: DomainConfiguration | MutualTlsDomainConfiguration;
}

/** Creates a custom domain of the API, with TLS 1.2 or later, and its alias record if a hosted zone is set. */
export class Domain extends Construct {
  readonly domain: DomainName;

  constructor(scope: Construct, id: string, { api, stage, configuration }: DomainProps) {
    super(scope, id);
    const { name, certificateArn, hostedZoneId } = configuration;
    this.domain = new DomainName(this, 'Name', {
      domainName: name,
      securityPolicy: SecurityPolicy.TLS_1_2,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      ...('trustStore' in configuration && { mtls: this.trustStore(configuration) }),
    });
    new ApiMapping(this, 'Mapping', { api, stage, domainName: this.domain });
    if (hostedZoneId !== undefined) {
      new CfnRecordSet(this, 'Record', {
        hostedZoneId,
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
  private trustStore({ trustStore, trustStoreVersion }: MutualTlsDomainConfiguration): MTLSConfig {
    const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(trustStore) ?? [];
    if (bucket !== undefined && key !== undefined)
      return { bucket: Bucket.fromBucketName(this, 'TrustStoreBucket', bucket), key, version: trustStoreVersion };
    const asset = new Asset(this, 'TrustStore', { path: trustStore });
    return { bucket: asset.bucket, key: asset.s3ObjectKey };
  }
}
