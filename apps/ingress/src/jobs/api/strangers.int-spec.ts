import { startTestIngress, type TestIngress } from '../../testing/test-ingress.ts';

let ingress: TestIngress;

beforeAll(async () => {
  ingress = await startTestIngress();
}, 60_000);
afterAll(() => ingress.stop(), 60_000);

describe('a stranger', () => {
  const ask = (slug: string, method: string) =>
    ingress.client.send(`/api/w/${slug}/jobs/run/p/f/sales/new`, { method });

  it('is asked for a token before anything is looked up', async () => {
    const here = await ask(ingress.slug, 'POST');
    ingress.postgres.cut();

    const elsewhere = await ask('nobody-knows', 'POST');
    const preflight = await ask('nobody-knows-either', 'OPTIONS');

    expect([here, elsewhere, preflight].map(({ status }) => status)).toEqual([401, 401, 204]);
  });
});
