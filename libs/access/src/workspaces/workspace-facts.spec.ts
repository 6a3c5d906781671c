import type { Sql } from '@millwright/database';
import { newId } from '@millwright/kernel';
import { WorkspaceFactsCache } from './workspace-facts.ts';

const maximum = { timeMs: 10_000, memoryBytes: 64 * 1_048_576, outputBytes: 1_000, actions: 10 };

describe('the facts of a Workspace', () => {
  const factsWith = (settings: object) => {
    const row = { id: newId(), slug: 'w', name: 'W', settings };
    const sql = { query: () => Promise.resolve([row]) } as unknown as Sql;
    const cache = new WorkspaceFactsCache({ now: () => 0 }, 'http://localhost', maximum);
    return cache.factsOf(sql, row.id);
  };
  const limitsWith = async (limits: object): Promise<unknown> =>
    (await factsWith({ render_limits: limits })).renderLimits;

  it('hold limits of rendering as the Workspace has set them', async () => {
    const set = { time_ms: 500, memory_mb: 32, output_bytes: 100, actions: 3 };

    expect(await limitsWith(set)).toEqual({
      timeMs: 500,
      memoryBytes: 32 * 1_048_576,
      outputBytes: 100,
      actions: 3,
    });
  });

  it('never exceed what the instance allows', async () => {
    expect(await limitsWith({ time_ms: 600_000, memory_mb: 1_024, actions: 99 })).toEqual(maximum);
  });

  it('tell scripts of the shop that a Workspace is', async () => {
    const settings = {
      contact_email: 'a@b.example',
      domain: 'shop.example',
      timezone: 'Asia/Tokyo',
      currency: 'JPY',
      locale: 'ja',
      country_code: 'JP',
    };
    const row = { id: newId(), slug: 'w', name: 'W', settings };
    const sql = { query: () => Promise.resolve([row]) } as unknown as Sql;
    const cache = new WorkspaceFactsCache({ now: () => 0 }, 'http://localhost/console', maximum);

    const { shop } = await cache.factsOf(sql, row.id);

    expect(shop).toEqual({
      id: row.id,
      name: 'W',
      email: 'a@b.example',
      customer_email: 'a@b.example',
      domain: 'shop.example',
      myshopify_domain: null,
      timezone: 'Asia/Tokyo',
      iana_timezone: 'Asia/Tokyo',
      currency: 'JPY',
      primary_locale: 'ja',
      country_code: 'JP',
      admin_url: 'http://localhost/console/w/',
    });
  });

  it('hold how large events may be and how many may follow one another, which a Workspace may set', async () => {
    const set = { max_event_data_bytes: 5, max_event_generations: 7 };

    expect(await factsWith({})).toMatchObject({
      maxEventDataBytes: 1_048_576,
      maxEventGenerations: 1_000,
    });
    expect(await factsWith(set)).toMatchObject({ maxEventDataBytes: 5, maxEventGenerations: 7 });
  });
});
