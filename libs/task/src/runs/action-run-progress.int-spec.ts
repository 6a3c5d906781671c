import { performAction } from '@millwright/action';
import {
  contextOf,
  type GoogleInMemory,
  runProgressConformance,
  startGoogle,
} from '@millwright/action/testing';
import {
  openEmbeddedTestDatabase,
  openTestDatabase,
  type TestDatabase,
} from '@millwright/database/testing';
import { JobErasure } from '@millwright/job';
import type { Id } from '@millwright/kernel';
import { openLocalBus } from '@millwright/messaging';
import { OutboundHttp } from '@millwright/net';
import { silentLogger } from '@millwright/observability';
import { RunCommands } from '../commands/run-commands.ts';
import { givenWorkspace } from '../testing/given.ts';
import { givenHistory } from '../testing/given-history.ts';
import { rowsOf } from '../testing/runner.ts';
import { ActionRunProgress } from './action-run-progress.ts';

describe.each([
  ['PostgreSQL', openTestDatabase],
  ['the embedded database', openEmbeddedTestDatabase],
])('the progress of action runs on %s', (_name, open) => {
  let opened: TestDatabase;
  let progress: ActionRunProgress;
  let workspaceId: Id;
  let eventId: Id;
  let actionRunId: Id;

  beforeAll(async () => {
    opened = await open();
    progress = new ActionRunProgress(opened.database);
    workspaceId = await givenWorkspace(opened.database);
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    eventId = await givenHistory(opened.database, { workspaceId, at: Date.now() });
    actionRunId = (await actionRun())['id'] as Id;
  });

  const actionRun = async () => (await rowsOf(opened.database, 'action_runs', eventId))[0]!;

  runProgressConformance(async () => ({ progress, actionRunId }));

  it('outlasts a manual retry, for what was done outside stays done', async () => {
    await opened.database.execute(`update action_runs set state = 'failed' where id = $1`, [
      actionRunId,
    ]);
    await progress.keep(actionRunId, 'half of it');
    const commands = new RunCommands(opened.database, openLocalBus({ logger: silentLogger }));

    await commands.retryActionRun(workspaceId, actionRunId);

    expect(await actionRun()).toMatchObject({ state: 'due', round: 1 });
    expect(await progress.read(actionRunId)).toBe('half of it');
  });

  it('is erased with the payloads of its job', async () => {
    await progress.keep(actionRunId, 'Ada Lovelace');
    const [run] = await rowsOf(opened.database, 'task_runs', eventId);

    await new JobErasure(opened.database).erase(workspaceId, run!['id'] as Id);

    expect(await actionRun()).toMatchObject({ options: '{}', progress: null });
  });

  describe('used by an action', () => {
    let google: GoogleInMemory;
    let net: OutboundHttp;

    beforeEach(async () => {
      google = await startGoogle();
      net = new OutboundHttp({ allow: ['127.0.0.1'] });
    });
    afterEach(async () => {
      await net.close();
      await google.close();
    });

    it('lets a retry after partial success upload only what is missing', async () => {
      const context = contextOf({ net, progress, actionRunId, ...google.ports() });
      const options = JSON.stringify({ uploads: { '10.txt': 'a', '9.txt': 'b' } });
      google.disturb({ on: ({ body }) => body.includes('9.txt'), reply: 503 });

      const first = await performAction('google_drive', options, context);
      const second = await performAction('google_drive', options, context);

      expect([first, second]).toMatchObject([{ ok: false, retry: true }, { ok: true }]);
      expect(google.drive.files.map(({ name }) => name)).toEqual(['10.txt', '9.txt']);
      expect(await progress.read(actionRunId)).toBeInstanceOf(Map);
    });
  });
});
