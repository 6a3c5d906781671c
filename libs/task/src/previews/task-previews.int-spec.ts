import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { RawJson, systemClock, type Id } from '@millwright/kernel';
import { LiquidPool } from '@millwright/liquid';
import { TestValues } from '../testing/test-values.ts';
import { definitionDefaults, definitionHash } from '../definitions/task-definition.ts';
import { givenWorkspace } from '../testing/given.ts';
import { testWorkspaces } from '../testing/test-workspaces.ts';
import { TaskPreviews } from './task-previews.ts';

const TIME_MS = 400;
const endless =
  '{% for i in (1..999999999) %}{% for j in (1..999999999) %}{% endfor %}{% endfor %}';

describe('a preview that takes too long', () => {
  let opened: TestDatabase;
  let liquid: LiquidPool;
  let workspaceId: Id;

  beforeAll(async () => {
    opened = await openTestDatabase();
    liquid = new LiquidPool({ threads: 1 });
    workspaceId = await givenWorkspace(opened.database);
  });
  afterAll(async () => {
    await liquid.close();
    await opened.close();
  });

  const previewOf = (fields: Partial<typeof definitionDefaults>) => {
    const previews = new TaskPreviews(
      liquid,
      testWorkspaces(),
      opened.database,
      new TestValues(),
      systemClock,
      TIME_MS,
    );
    const definition = { ...definitionDefaults, name: 'Task', ...fields };
    const draft = { definition, hash: definitionHash(definition) };
    return previews.preview({ workspaceId, draft, mayReadEvents: true });
  };

  it('is ended, with the events that come behind', async () => {
    const startedAt = performance.now();
    const { ok, events } = await previewOf({
      subscriptions: ['user/a/b', 'user/c/d', 'user/e/f'],
      script: endless,
    });

    expect(ok).toBe(false);
    expect(events.map(({ error }) => error?.code)).toEqual(Array(3).fill('time_limit'));
    expect(performance.now() - startedAt).toBeLessThan(TIME_MS + 5_000);
  });

  it('is ended in the value of an option, which is named', async () => {
    const { events } = await previewOf({
      script: '{% log options.slow %}',
      options: new RawJson(JSON.stringify({ slow: endless })),
    });

    expect(events[0]!.error).toMatchObject({ code: 'options_invalid', details: { key: 'slow' } });
  });
});
