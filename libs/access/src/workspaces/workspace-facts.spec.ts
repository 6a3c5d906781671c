import type { Sql } from '@millwright/database';
import { newId } from '@millwright/kernel';
import { WorkspaceFactsCache } from './workspace-facts.ts';

const maximum = { timeMs: 10_000, memoryBytes: 64 * 1_048_576, outputBytes: 1_000, actions: 10 };

describe('the facts of a Workspace', () => {
  const limitsWith = async (limits: object): Promise<unknown> => {
    const row = { id: newId(), slug: 'w', name: 'W', settings: { render_limits: limits } };
    const sql = { query: () => Promise.resolve([row]) } as unknown as Sql;
    const cache = new WorkspaceFactsCache({ now: () => 0 }, 'http://localhost', maximum);
    return (await cache.factsOf(sql, row.id)).renderLimits;
  };

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
});
