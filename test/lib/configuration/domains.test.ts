import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readConfiguration } from '../../../lib/configuration/configuration.ts';
import { ConfigurationError } from '../../../lib/configuration/rules.ts';
import { DOMAINS } from '../everything-on.ts';
import { readProperties, ref, listResources, synthesize } from '../synth.ts';

const folder = mkdtempSync(join(tmpdir(), 'meta-webhooks-aws-domains-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const { domain, mutualTlsDomain } = DOMAINS;
const APPS = { meta: {}, wa: { mutualTls: true } };

/** The names that a template gives out, by output, and the logical ids of the domains they speak of. */
const readOutputs = (metaWebhooks: unknown): Record<string, { Value: unknown }> =>
  synthesize(metaWebhooks).findOutputs('*') as Record<string, { Value: unknown }>;
const urlBelow = (id: string, app: string): unknown => ({
  'Fn::Join': ['', ['https://', ref(id), `/webhooks/${app}`]],
});
const getId = (metaWebhooks: unknown, type: string, idPrefix: string): string =>
  Object.entries(listResources(synthesize(metaWebhooks))).find(
    ([id, { Type }]) => Type === type && id.startsWith(idPrefix),
  )![0];

describe("a domain of one's own", () => {
  const template = synthesize({ domain });

  it('has the certificate, TLS 1.2 and no trust store', () => {
    expect(readProperties(template, 'AWS::ApiGatewayV2::DomainName')).toEqual({
      DomainName: 'webhooks.example.com',
      DomainNameConfigurations: [
        { CertificateArn: domain.certificateArn, EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' },
      ],
    });
  });

  it('leads to the API, and its record to it', () => {
    const id = getId({ domain }, 'AWS::ApiGatewayV2::DomainName', 'IngressDomain');
    const mapping = Object.values(listResources(template)).find(
      ({ Type }) => Type === 'AWS::ApiGatewayV2::ApiMapping',
    ) as unknown as Record<string, unknown>;
    expect(mapping['Properties']).toMatchObject({ DomainName: ref(id), Stage: '$default' });
    expect(mapping['DependsOn']).toContain(getId({ domain }, 'AWS::ApiGatewayV2::Stage', 'Ingress'));
    expect(readProperties(template, 'AWS::Route53::RecordSet')).toEqual({
      HostedZoneId: 'Z0123456789ABCDEFGHIJ',
      Name: 'webhooks.example.com',
      Type: 'A',
      AliasTarget: {
        DNSName: { 'Fn::GetAtt': [id, 'RegionalDomainName'] },
        HostedZoneId: { 'Fn::GetAtt': [id, 'RegionalHostedZoneId'] },
      },
    });
  });

  it('without a zone has no record, and the outputs say what to point it to', () => {
    const withoutZone = { domain: { name: domain.name, certificateArn: domain.certificateArn } };
    const id = getId(withoutZone, 'AWS::ApiGatewayV2::DomainName', 'IngressDomain');
    synthesize(withoutZone).resourceCountIs('AWS::Route53::RecordSet', 0);
    expect(readOutputs(withoutZone)).toMatchObject({
      CustomDomainTarget: { Value: { 'Fn::GetAtt': [id, 'RegionalDomainName'] } },
      CustomDomainHostedZoneId: { Value: { 'Fn::GetAtt': [id, 'RegionalHostedZoneId'] } },
    });
  });

  it('is in the callback URLs', () => {
    const id = getId({ domain }, 'AWS::ApiGatewayV2::DomainName', 'IngressDomain');
    expect(readOutputs({ domain })['CallbackUrl']!.Value).toEqual(urlBelow(id, 'meta'));
  });

  it('leaves the name that API Gateway gave in use, unless that is switched off', () => {
    expect(readProperties(template, 'AWS::ApiGatewayV2::Api')['DisableExecuteApiEndpoint']).toBe(false);
    expect(
      readProperties(synthesize({ domain, defaultEndpoint: false }), 'AWS::ApiGatewayV2::Api')[
        'DisableExecuteApiEndpoint'
      ],
    ).toBe(true);
  });
});

describe('a domain with mutual TLS', () => {
  const metaWebhooks = { apps: APPS, mutualTlsDomain };
  const template = synthesize(metaWebhooks);

  it('trusts what the file holds, which is uploaded under a digest of its content', () => {
    const { MutualTlsAuthentication } = readProperties(template, 'AWS::ApiGatewayV2::DomainName') as {
      MutualTlsAuthentication: unknown;
    };
    expect(JSON.stringify(MutualTlsAuthentication)).toMatch(
      /^\{"TruststoreUri":\{"Fn::Join":\["",\["s3:\/\/",\{"Fn::Sub":"cdk-[^"]+"\},"\/[0-9a-f]{64}\.pem"\]\]\}\}$/,
    );
  });

  it('trusts the version of an object that was named', () => {
    const byObject = { ...mutualTlsDomain, trustStore: 's3://ca-bucket/meta/ca.pem', trustStoreVersion: 'v3' };
    expect(
      readProperties(synthesize({ mutualTlsDomain: byObject }), 'AWS::ApiGatewayV2::DomainName')[
        'MutualTlsAuthentication'
      ],
    ).toEqual({
      TruststoreUri: 's3://ca-bucket/meta/ca.pem',
      TruststoreVersion: 'v3',
    });
  });

  it('is the callback URL of the apps that demand it; the others keep theirs, for nobody else has a certificate', () => {
    const id = getId(metaWebhooks, 'AWS::ApiGatewayV2::DomainName', 'IngressMutualTls');
    const api = getId(metaWebhooks, 'AWS::ApiGatewayV2::Api', 'Ingress');
    expect(readOutputs(metaWebhooks)).toMatchObject({
      CallbackUrlWa: { Value: urlBelow(id, 'wa') },
      CallbackUrl: { Value: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [api, 'ApiEndpoint'] }, '/webhooks/meta']] } },
      MutualTlsDomainTarget: { Value: { 'Fn::GetAtt': [id, 'RegionalDomainName'] } },
    });
  });

  it('beside a plain one: each app is called by its own', () => {
    const both = { apps: APPS, ...DOMAINS };
    expect(readOutputs(both)).toMatchObject({
      CallbackUrlWa: { Value: urlBelow(getId(both, 'AWS::ApiGatewayV2::DomainName', 'IngressMutualTls'), 'wa') },
      CallbackUrl: { Value: urlBelow(getId(both, 'AWS::ApiGatewayV2::DomainName', 'IngressDomain'), 'meta') },
    });
  });

  it('ingress is told which apps demand it', () => {
    const { Environment } = readProperties(template, 'AWS::Lambda::Function', 'Ingress') as {
      Environment: { Variables: Record<string, unknown> };
    };
    expect(Environment.Variables['MUTUAL_TLS_APPS']).toBe('["wa"]');
    const plain = readProperties(synthesize(), 'AWS::Lambda::Function', 'Ingress') as {
      Environment: { Variables: Record<string, unknown> };
    };
    expect(plain.Environment.Variables['MUTUAL_TLS_APPS']).toBe('[]');
  });

  it('can be there before an app demands it, so that Meta can be sent to it first', () => {
    expect(readOutputs({ apps: { wa: {} }, mutualTlsDomain })).toHaveProperty('MutualTlsDomainTarget');
  });
});

describe('names that are refused', () => {
  const listProblems = (metaWebhooks: unknown): readonly string[] => {
    try {
      readConfiguration(metaWebhooks);
    } catch (error) {
      if (error instanceof ConfigurationError) return error.problems;
      throw error;
    }
    return [];
  };
  const file = (content: string): string => {
    const path = join(folder, 'ca.pem');
    writeFileSync(path, content);
    return path;
  };
  const trusting = (trustStore: string): unknown => ({ mutualTlsDomain: { ...mutualTlsDomain, trustStore } });

  it.each<{ rule: string; context: unknown; want: string }>([
    {
      rule: 'mutual TLS without a domain for it',
      context: { apps: APPS, domain },
      want:
        'metaWebhooks.apps.wa.mutualTls is true: metaWebhooks.mutualTlsDomain must be set, because API Gateway ' +
        'requests client certificates only on a domain with a truststore',
    },
    {
      rule: 'an app that nobody could call',
      context: { apps: APPS, mutualTlsDomain, defaultEndpoint: false },
      want:
        'metaWebhooks.defaultEndpoint is false: metaWebhooks.domain must be set, because the app meta would ' +
        'have no callback URL (only WhatsApp can call mutualTlsDomain)',
    },
    {
      rule: 'one name for both',
      context: { domain, mutualTlsDomain: { ...mutualTlsDomain, name: domain.name } },
      want:
        'metaWebhooks.mutualTlsDomain.name must differ from metaWebhooks.domain.name, because a domain with a ' +
        'truststore requires a client certificate from every caller',
    },
    {
      rule: 'no certificate',
      context: { domain: { name: 'webhooks.example.com' } },
      want: 'metaWebhooks.domain.certificateArn is missing',
    },
    {
      rule: 'a certificate of another service',
      context: { domain: { ...domain, certificateArn: 'arn:aws:iam::123456789012:server-certificate/x' } },
      want:
        'metaWebhooks.domain.certificateArn is "arn:aws:iam::123456789012:server-certificate/x": must be the ' +
        'ARN of an AWS Certificate Manager certificate',
    },
    {
      rule: 'a URL for a name',
      context: { domain: { ...domain, name: 'https://webhooks.example.com' } },
      want:
        'metaWebhooks.domain.name is "https://webhooks.example.com": must be a lower-case host name, for example ' +
        'webhooks.example.com',
    },
    {
      rule: 'a trust store on the plain domain',
      context: { domain: { ...domain, trustStore: 'ca.pem' } },
      want: 'metaWebhooks.domain.trustStore is not a known key: must be one of name, certificateArn, hostedZoneId',
    },
    {
      rule: 'no trust store',
      context: { mutualTlsDomain: { ...mutualTlsDomain, trustStore: undefined } },
      want: 'metaWebhooks.mutualTlsDomain.trustStore is missing',
    },
    {
      rule: 'a trust store that is not there',
      context: trusting('absent.pem'),
      want:
        'metaWebhooks.mutualTlsDomain.trustStore is "absent.pem": the file does not exist; the path is ' +
        'relative to the folder of cdk.json',
    },
    {
      rule: 'a bucket without an object',
      context: trusting('s3://ca-bucket'),
      want: 'metaWebhooks.mutualTlsDomain.trustStore is "s3://ca-bucket": must be a PEM file or s3://bucket/key',
    },
  ])('$rule', ({ context, want }) => {
    expect(listProblems(context)).toEqual([want]);
  });

  it.each([
    { rule: 'without a certificate', content: 'ca', want: 'must contain at least one certificate in PEM format' },
    {
      rule: 'with a private key',
      content: '-----BEGIN PRIVATE KEY-----',
      want: 'must not contain a private key, because the file is uploaded',
    },
    {
      rule: 'with a broken certificate',
      content: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
      want: expect.stringMatching(/^must contain valid certificates in PEM format \(.+\)$/) as unknown as string,
    },
  ])('a trust store $rule', ({ content, want }) => {
    const path = file(content);
    const prefix = `metaWebhooks.mutualTlsDomain.trustStore is ${JSON.stringify(path)}: `;
    const problems = listProblems(trusting(path));
    expect(problems).toHaveLength(1);
    expect(problems[0]!.slice(0, prefix.length)).toBe(prefix);
    expect(problems[0]!.slice(prefix.length)).toEqual(want);
  });
});
