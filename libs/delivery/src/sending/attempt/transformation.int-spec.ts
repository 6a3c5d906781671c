import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { newId, type Id } from '@millwright/kernel';
import { defaultRenderLimits, LiquidPool, type RenderLimits } from '@millwright/liquid';
import { TestEvents } from '../../tests/test-events.ts';
import { endpointSettings } from '../../testing/endpoint-settings.ts';
import { routableEvent } from '../../testing/routed-endpoint.ts';
import { transformedBody } from './transformation.ts';

// Needs the built worker of liquid: threads load no TypeScript.
let test: TestDatabase;
let liquid: LiquidPool;
beforeAll(async () => {
  test = await openTestDatabase();
  liquid = new LiquidPool({ threads: 1 });
});
afterAll(async () => {
  await liquid.close();
  await test.close();
});

const workspaceId = newId();

/** The body that a template makes of one event. */
async function bodyBy(transformation: string, limits: Partial<RenderLimits>, asked: Id[] = []) {
  const event = routableEvent(workspaceId, 'user/a/b');
  const body = await transformedBody(
    {
      database: test.database,
      events: new TestEvents(test.database, [event]),
      liquid,
      limitsOf: (id) => {
        asked.push(id);
        return Promise.resolve({ ...defaultRenderLimits, ...limits });
      },
      publicUrl: 'https://mw.example',
      maxBodyBytes: 1_000,
    },
    { settings: endpointSettings({ transformation }) },
    {
      ...{ id: newId(), workspaceId, endpointId: newId(), format: 'raw', isTest: false },
      ...{ eventId: event.envelope.id, eventIds: null, topic: 'user/a/b', topics: null },
      ...{ body: null, isText: false, createdAt: new Date() },
    },
  );
  return body.json;
}

describe('a transformation', () => {
  it('renders within the limits of the Workspace of its delivery', async () => {
    const asked: Id[] = [];

    expect(await bodyBy('{"n":{{ event.data.a }}}', { outputBytes: 9 }, asked)).toBe('{"n":1.0}');
    await expect(bodyBy('{"n":{{ event.data.a }}}', { outputBytes: 8 })).rejects.toMatchObject({
      code: 'transformation_failed',
      message: expect.stringContaining('8 bytes'),
    });
    expect(asked).toEqual([workspaceId]);
  });

  it('takes a moment at the longest, whatever the Workspace allows', async () => {
    const endless = '{% for i in (1..1000000000) %}{% endfor %}1';

    await expect(bodyBy(endless, { timeMs: 600_000 })).rejects.toMatchObject({
      code: 'transformation_failed',
      message: expect.stringContaining('2000 ms'),
    });
    await expect(bodyBy(endless, { timeMs: 50 })).rejects.toMatchObject({
      code: 'transformation_failed',
    });
  });
});
