import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { AppConfiguration } from './app.ts';
import { optional, optionalMatch, optionalText, section } from './rules.ts';
import type { Rule } from './rules.ts';

/** A name of yours for the callback URLs. */
export interface DomainConfiguration {
  /** e.g. `webhooks.example.com`. */
  readonly name: string;
  /** A certificate of AWS Certificate Manager for that name, in the region of the stack. */
  readonly certificateArn: string;
  /**
   * The Route 53 zone that gets the name's alias record.
   * @default - none: make the record yourself, the outputs say what it points to
   */
  readonly hostedZoneId?: string;
}

/** A name on which API Gateway demands a client certificate from every caller: only WhatsApp can call it. */
export interface MutualTlsDomainConfiguration extends DomainConfiguration {
  /**
   * Who may sign client certificates, in PEM: Meta's `meta-outbound-api-ca-2025-12.pem`, as a file of this project,
   * which
   * is uploaded at deployment, or as `s3://bucket/key`.
   * @see https://developers.facebook.com/docs/graph-api/webhooks/getting-started#mtls-for-webhooks (2026-05)
   */
  readonly trustStore: string;
  /**
   * Version of an S3 object as trust store. A new version is taken when it is named here.
   * @default - the version that is current when the domain is made
   */
  readonly trustStoreVersion?: string;
}

/** Everything about names: three keys of the configuration. */
export interface DomainsConfiguration {
  /**
   * The name on which apps are called.
   * @default - the name that API Gateway gives
   */
  readonly domain?: DomainConfiguration;
  /**
   * The name on which apps with `mutualTls` are called.
   * @default - none
   */
  readonly mutualTlsDomain?: MutualTlsDomainConfiguration;
  /**
   * Whether the API also answers by the name that API Gateway gave it.
   * @default true
   */
  readonly defaultEndpoint: boolean;
}

const name = required(
  optionalMatch({
    pattern: /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
    form: 'a host name in lower case, e.g. webhooks.example.com',
  }),
);
const certificateArn = required(
  optionalMatch({
    pattern: /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[A-Za-z0-9-]+$/,
    form: 'the ARN of a certificate of AWS Certificate Manager',
  }),
);
const hostedZoneId = optionalMatch({
  pattern: /^Z[A-Z0-9]{1,31}$/,
  form: 'the id of a Route 53 hosted zone, e.g. Z0123456789ABCDEFGHIJ',
});

/** Reads {@link DomainConfiguration}. */
export const domainRule = optional(section<DomainConfiguration>({ name, certificateArn, hostedZoneId }));

/** Reads {@link MutualTlsDomainConfiguration}. */
export const mutualTlsDomainRule = optional(
  section<MutualTlsDomainConfiguration>({
    name,
    certificateArn,
    hostedZoneId,
    trustStore: required(trustStore),
    trustStoreVersion: optionalText(1024),
  }),
);

/**
 * What contradicts itself between the names and the apps.
 * @returns a sentence each
 */
export function domainProblems({
  apps,
  domain,
  mutualTlsDomain,
  defaultEndpoint,
}: DomainsConfiguration & { readonly apps: Readonly<Record<string, AppConfiguration>> }): string[] {
  const keys = Object.keys(apps);
  const demanding = keys.filter((key) => apps[key]?.mutualTls);
  const homeless = keys.filter((key) => !apps[key]?.mutualTls);
  return [
    ...(mutualTlsDomain
      ? []
      : demanding.map(
          (key) =>
            `metaWebhooks.apps.${key}.mutualTls is true: metaWebhooks.mutualTlsDomain must be set, because API ` +
            `Gateway sees client certificates only on a domain with a trust store`,
        )),
    ...(domain || defaultEndpoint
      ? []
      : homeless.map(
          (key) =>
            `metaWebhooks.defaultEndpoint is false: metaWebhooks.domain must be set, because the app ${key} would ` +
            `have no callback URL (mutualTlsDomain lets nobody in but WhatsApp)`,
        )),
    ...(domain && domain.name === mutualTlsDomain?.name
      ? [
          'metaWebhooks.mutualTlsDomain.name must not be metaWebhooks.domain.name, because a domain with a trust ' +
            'store demands a certificate from everybody',
        ]
      : []),
  ];
}

/** A key that may not be left out once its section is there. */
function required(rule: Rule<string | undefined>): Rule<string> {
  return (value, at, problems) => {
    if (value === undefined) problems.push(`${at} is missing`);
    return rule(value, at, problems) ?? '';
  };
}

/**
 * A place of certificates, read if it is a file: a domain that trusts nobody, or a private key in a bucket, is found
 * here.
 */
function trustStore(value: unknown, at: string, problems: string[]): string | undefined {
  const place = optionalMatch({
    pattern: /^(s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/.+|(?!s3:).+)$/,
    form: 'a PEM file or s3://bucket/key',
  })(value, at, problems);
  if (place !== undefined && !place.startsWith('s3://')) {
    const fault = faultOf(place);
    if (fault) problems.push(`${at} is ${JSON.stringify(place)}: ${fault}`);
  }
  return place;
}

function faultOf(file: string): string | undefined {
  try {
    const pem = readFileSync(file, 'utf8');
    if (pem.includes('PRIVATE KEY')) return 'must not hold a private key, because it is uploaded';
    const certificates = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
    if (certificates.length === 0) return 'must hold at least one certificate in PEM';
    for (const certificate of certificates) new X509Certificate(certificate);
    return undefined;
  } catch (error) {
    const { code } = error as { readonly code?: string };
    return code === 'ENOENT'
      ? 'there is no such file, seen from the folder of cdk.json'
      : `cannot be read as certificates in PEM (${code ?? 'malformed'})`;
  }
}
