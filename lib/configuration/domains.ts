import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { optional, optionalMatch, optionalText, section } from './rules.ts';
import type { Rule } from './rules.ts';

/** Configuration of a custom domain for the callback URLs. */
export interface DomainConfiguration {
  /** DNS name, for example `webhooks.example.com`. */
  readonly name: string;
  /** ARN of an AWS Certificate Manager certificate for that name, in the region of the stack. */
  readonly certificateArn: string;
  /**
   * Id of the Route 53 hosted zone in which to create an alias record.
   * @default - none: create the DNS record yourself; the outputs have its target
   */
  readonly hostedZoneId?: string;
}

/** Configuration of a domain on which API Gateway requires a client certificate, so that only WhatsApp can call it. */
export interface MutualTlsDomainConfiguration extends DomainConfiguration {
  /**
   * Truststore in PEM format: Meta's `meta-outbound-api-ca-2025-12.pem`, either as a file of this project, which the
   * deployment uploads, or as `s3://bucket/key`.
   * @see https://developers.facebook.com/docs/graph-api/webhooks/getting-started#mtls-for-webhooks (2026-05)
   */
  readonly trustStore: string;
  /**
   * Version of the S3 object that is the truststore. To use a new version, set it here.
   * @default - the current version when the domain is created
   */
  readonly trustStoreVersion?: string;
}

/** Configuration of the domains. */
export interface DomainsConfiguration {
  /**
   * Custom domain of the callback URLs.
   * @default - API Gateway's default endpoint
   */
  readonly domain?: DomainConfiguration;
  /**
   * Custom domain of the callback URLs of apps with `mutualTls`.
   * @default - none
   */
  readonly mutualTlsDomain?: MutualTlsDomainConfiguration;
  /**
   * Keeps API Gateway's default endpoint enabled.
   * @default true
   */
  readonly defaultEndpoint: boolean;
}

const name = required(
  optionalMatch({
    pattern: /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
    form: 'a lower-case host name, for example webhooks.example.com',
  }),
);
const certificateArn = required(
  optionalMatch({
    pattern: /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[A-Za-z0-9-]+$/,
    form: 'the ARN of an AWS Certificate Manager certificate',
  }),
);
const hostedZoneId = optionalMatch({
  pattern: /^Z[A-Z0-9]{1,31}$/,
  form: 'the id of a Route 53 hosted zone, for example Z0123456789ABCDEFGHIJ',
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

interface Domains {
  readonly apps: Readonly<Record<string, { readonly mutualTls: boolean }>>;
  readonly domain?: { readonly name: string } | undefined;
  readonly mutualTlsDomain?: { readonly name: string } | undefined;
  readonly defaultEndpoint: boolean;
}

/**
 * Finds contradictions between the domains and the apps.
 * @param at - path of the settings, for example `metaWebhooks`
 * @returns one sentence per problem
 */
export function domainProblems({ apps, domain, mutualTlsDomain, defaultEndpoint }: Domains, at: string): string[] {
  const keys = Object.keys(apps);
  const demanding = keys.filter((key) => apps[key]?.mutualTls);
  const homeless = keys.filter((key) => !apps[key]?.mutualTls);
  return [
    ...(mutualTlsDomain
      ? []
      : demanding.map(
          (key) =>
            `${at}.apps.${key}.mutualTls is true: ${at}.mutualTlsDomain must be set, because API ` +
            `Gateway requests client certificates only on a domain with a truststore`,
        )),
    ...(domain || defaultEndpoint
      ? []
      : homeless.map(
          (key) =>
            `${at}.defaultEndpoint is false: ${at}.domain must be set, because the app ${key} would ` +
            `have no callback URL (only WhatsApp can call mutualTlsDomain)`,
        )),
    ...(domain && domain.name === mutualTlsDomain?.name
      ? [
          `${at}.mutualTlsDomain.name must differ from ${at}.domain.name, because a domain with a ` +
            'truststore requires a client certificate from every caller',
        ]
      : []),
  ];
}

/** Requires a key if its section is present. */
function required(rule: Rule<string | undefined>): Rule<string> {
  return (value, at, problems) => {
    if (value === undefined) problems.push(`${at} is missing`);
    return rule(value, at, problems) ?? '';
  };
}

/**
 * Reads the location of a truststore. It validates a file, to reject a truststore without certificates or with a
 * private key.
 */
function trustStore(value: unknown, at: string, problems: string[]): string | undefined {
  const place = optionalMatch({
    pattern: /^(s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/.+|(?!s3:).+)$/,
    form: 'a PEM file or s3://bucket/key',
  })(value, at, problems);
  if (place !== undefined && !place.startsWith('s3://')) {
    const fault = findTrustStoreFault(place);
    if (fault) problems.push(`${at} is ${JSON.stringify(place)}: ${fault}`);
  }
  return place;
}

/** Returns what is wrong with the file of a truststore, which must have certificates and no private key. */
export function findTrustStoreFault(file: string): string | undefined {
  try {
    const pem = readFileSync(file, 'utf8');
    if (pem.includes('PRIVATE KEY')) return 'must not contain a private key, because the file is uploaded';
    const certificates = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
    if (certificates.length === 0) return 'must contain at least one certificate in PEM format';
    for (const certificate of certificates) new X509Certificate(certificate);
    return undefined;
  } catch (error) {
    const { code } = error as { readonly code?: string };
    return code === 'ENOENT'
      ? 'the file does not exist; the path is relative to the folder of cdk.json'
      : `must contain valid certificates in PEM format (${code ?? 'malformed'})`;
  }
}
