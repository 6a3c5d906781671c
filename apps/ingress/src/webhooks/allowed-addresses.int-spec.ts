import { until } from '@millwright/testing';
import { WebhookRequestStore, WebhookStore } from '@millwright/webhook';
import { startTestIngress, type TestIngress } from '../testing/test-ingress.ts';

let ingress: TestIngress;

beforeAll(async () => {
  ingress = await startTestIngress({ environment: { TRUSTED_PROXIES: '127.0.0.1' } });
}, 60_000);
afterAll(() => ingress.stop(), 60_000);

describe('addresses that may send', () => {
  const from = (address: string, options: object = {}) => ({
    body: 'x',
    ...options,
    headers: { 'x-forwarded-for': address },
  });

  it('are those of the list, as soon as it is written', async () => {
    const id = await ingress.webhook({ allowed_ips: ['192.0.2.0/24', '2001:db8::/32'] });
    const send = (address: string) => ingress.client.send(`/webhooks/${id}`, from(address));
    const before = ingress.heard.length;

    const refused = await send('198.51.100.4');
    const statuses = [];
    for (const address of ['192.0.2.9', '2001:db8::7', '2001:db9::7', '192.0.2.9, 198.51.100.4']) {
      statuses.push((await send(address)).status);
    }

    expect(refused.status).toBe(403);
    expect(JSON.parse(refused.text)).toMatchObject({ code: 'address_forbidden', status: 403 });
    expect(statuses).toEqual([204, 204, 403, 403]);
    await until(() => ingress.heard.length === before + 2);
    await ingress.database.transaction((tx) =>
      new WebhookStore().update(tx, ingress.workspaceId, id, { allowed_ips: null }),
    );
    await until(async () => (await send('198.51.100.4')).status === 204);
  });

  it('are told by the rejections, without what was sent', async () => {
    const id = await ingress.webhook({ allowed_ips: ['192.0.2.7'] });
    await ingress.client.send(`/webhooks/${id}`, from('198.51.100.4'));

    const [one] = await until(async () => {
      const found = await new WebhookRequestStore().latestOf(
        ingress.database,
        ingress.workspaceId,
        id,
        { limit: 10 },
      );
      return found.length > 0 ? found : undefined;
    });

    const reason = 'address_forbidden';
    expect(one).toMatchObject({ reason, status: 403, ip: '198.51.100.4', body: null });
  });

  it('hold for handshakes too', async () => {
    const id = await ingress.webhook({
      provider: 'mailchimp',
      allowed_ips: ['192.0.2.7'],
      verification: { mode: 'off' },
    });
    const get = (address: string) =>
      ingress.client.send(`/webhooks/${id}`, {
        method: 'GET',
        headers: { 'x-forwarded-for': address },
      });

    expect([(await get('192.0.2.7')).status, (await get('198.51.100.4')).status]).toEqual([
      200, 403,
    ]);
  });
});
