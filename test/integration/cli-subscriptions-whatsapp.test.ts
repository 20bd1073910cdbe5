import { describe, expect, it } from '@jest/globals';
import { refusals } from '../support/fakes/fake-graph-api-errors.ts';
import { graphCommandOfSuite } from '../support/harness/graph-command-under-test.ts';

const command = graphCommandOfSuite();

describe('subscriptions add whatsapp_business_account', () => {
  it('subscribes by API', async () => {
    const { code, stdout } = await command.run(['subscriptions', 'add', 'whatsapp_business_account', 'messages']);
    expect([code, stdout]).toEqual([0, 'subscribed  whatsapp_business_account: messages\n']);
    expect(command.atMeta()).toMatchObject({ subscriptions: { whatsapp_business_account: { fields: ['messages'] } } });
  });

  it('names the App Dashboard if Meta rejects it', async () => {
    command.graph.fault = ({ method }) => (method === 'POST' ? { answer: refusals.dashboardOnly() } : undefined);
    const { code, stderr } = await command.run(['subscriptions', 'add', 'whatsapp_business_account', 'messages']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error PARAMETER_REFUSED: .*Object must be configured in the App Dashboard/);
    expect(stderr).toContain('use the App Dashboard: WhatsApp, Configuration, Webhook.\n');
  });
});

describe('a response of another version of the Graph API', () => {
  it('is noted once, with what to do', async () => {
    command.graph.fault = () => ({ answer: 'as-usual', headers: { 'facebook-api-version': 'v99.0' } });
    const { code, stderr } = await command.run(['subscriptions', 'add', 'page', 'feed', '--graph-version', 'v25.0']);
    expect([code, stderr]).toEqual([
      0,
      'The Graph API responded as v99.0, not v25.0: v25.0 has probably ended. Update meta-webhooks-aws, or set ' +
        '--graph-version v99.0.\n',
    ]);
    expect(command.graph.calls).toHaveLength(2);
  });
});

describe('subscriptions add, and the client certificate', () => {
  it("asks for Meta's client certificate for an app with mutual TLS, also when it adds a field", async () => {
    const { apps } = command.cloud.receiver;
    apps!['meta'] = { ...apps!['meta']!, mutualTls: true };
    const { stdout } = await command.run(['subscriptions', 'add', 'page', 'feed']);
    expect(stdout).toBe("subscribed  page: feed, with Meta's client certificate\n");
    await command.run(['subscriptions', 'add', 'page', 'leadgen']);
    expect(command.atMeta()).toMatchObject({
      subscriptions: { page: { includeClientCertificate: true, fields: ['feed', 'leadgen'] } },
    });
  });

  it('sends nothing about the client certificate for an app without mutual TLS', async () => {
    await command.run(['subscriptions', 'add', 'page', 'feed']);
    const [post] = command.graph.calls.filter(({ method }) => method === 'POST');
    expect(Object.keys(post?.parameters ?? {})).toEqual([
      'object',
      'fields',
      'callback_url',
      'verify_token',
      'include_values',
    ]);
  });
});
