import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import type { Id } from '@millwright/kernel';
import { silentLogger } from '@millwright/observability';
import { WebhookRouteStore, WebhookStore } from '@millwright/webhook';
import { addWebhook, addWorkspace, testSecretBox } from '@millwright/webhook/testing';
import { WebhookRoutes } from './webhook-routes.ts';

describe('the routes of an ingress', () => {
  let opened: TestDatabase;
  let workspaceId: Id;
  let routes: WebhookRoutes;

  beforeAll(async () => {
    opened = await openTestDatabase();
    workspaceId = await addWorkspace(opened.database);
  }, 60_000);
  afterAll(() => opened.close());
  beforeEach(async () => {
    const store = new WebhookRouteStore(testSecretBox, silentLogger);
    routes = new WebhookRoutes(opened.database, store);
    await routes.refresh();
  });

  const rename = (id: Id): Promise<unknown> =>
    opened.database.transaction((tx) =>
      new WebhookStore().update(tx, workspaceId, id, { topic: 'user/other/topic' }),
    );

  it('keep a webhook that was read after the change that they hear of', async () => {
    const { id } = await addWebhook(opened.database, workspaceId);
    await routes.load(id);

    await routes.refresh();

    expect(routes.get(id)).toMatchObject({ id });
  });

  it('drop one that was read before', async () => {
    const { id } = await addWebhook(opened.database, workspaceId);
    await routes.load(id);
    await rename(id);

    await routes.refresh();

    expect(routes.get(id)).toBeUndefined();
    expect(await routes.load(id)).toMatchObject({ topic: 'user/other/topic' });
  });

  it('drop those of a Workspace whose settings were changed, but for those read since', async () => {
    const { id } = await addWebhook(opened.database, workspaceId);
    const { id: later } = await addWebhook(opened.database, workspaceId);
    await routes.load(id);
    await opened.database.execute(
      `with e as (update config_epoch set epoch = epoch + 1 returning epoch)
       update workspaces set changed_epoch = e.epoch from e where id = $1`,
      [workspaceId],
    );
    await routes.load(later);

    await routes.refresh();

    expect([routes.get(id), routes.get(later)]).toMatchObject([undefined, { id: later }]);
  });
});
