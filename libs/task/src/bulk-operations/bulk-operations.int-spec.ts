import { startTestShop, type TestShop } from '@millwright/action/testing';
import { GivenConnections } from '@millwright/connection/testing';
import {
  openEmbeddedTestDatabase,
  openTestDatabase,
  type TestDatabase,
} from '@millwright/database/testing';
import type { NewEvent } from '@millwright/event';
import type { Id } from '@millwright/kernel';
import { OutboundHttp } from '@millwright/net';
import { until } from '@millwright/testing';
import { EventReads } from '../reads/event-reads.ts';
import { RunReads } from '../reads/run-reads.ts';
import { anEvent, givenTask, givenWorkspace, saveTask } from '../testing/given.ts';
import { TestRunner } from '../testing/runner.ts';

const TOPIC = 'user/export/wanted';
const ENDED = 'mechanic/shopify/bulk_operation';
const BEGIN = `{% action "shopify" %}
  mutation { bulkOperationRunQuery(query: "{ products { edges { node { id } } } }") { bulkOperation { id status } } }
{% endaction %}`;
const SCRIPT = `{% if event.topic == "${TOPIC}" %}${BEGIN}{% else %}
  {% log status: bulkOperation.status, objects: bulkOperation.objects, parent: event.parent.topic %}
{% endif %}`;

describe.each([
  ['PostgreSQL', openTestDatabase],
  ['the embedded database', openEmbeddedTestDatabase],
])('bulk operations on %s', (_name, open) => {
  let opened: TestDatabase;
  let net: OutboundHttp;
  let shop: TestShop;
  let connections: GivenConnections;
  let runner: TestRunner;
  let workspaceId: Id;

  beforeAll(async () => {
    opened = await open();
    net = new OutboundHttp({ allow: ['127.0.0.1'] });
  }, 60_000);
  afterAll(async () => {
    await net.close();
    await opened.close();
  });
  beforeEach(async () => {
    shop = await startTestShop();
    shop.bulk.lines = [{ id: 'gid://shopify/Product/1' }, { id: 'b', __parentId: 'a' }];
    connections = new GivenConnections(shop.connection());
    runner = newRunner();
    workspaceId = await givenWorkspace(opened.database);
  });
  afterEach(async () => {
    await opened.database.execute('delete from watched_bulk_operations');
    await runner.close();
    await shop.close();
  });

  const newRunner = (given = connections): TestRunner =>
    new TestRunner(opened.database, net, {}, undefined, { connections: given });
  /** The Connection of what is watched, as the database has it. */
  const storedAs = (name: string, deletedAt = 'null'): Promise<unknown> =>
    opened.database.execute(
      `insert into connections (id, workspace_id, name, type, settings, secret_fields, inbound_id,
         inbound_token_hash, changed_epoch, deleted_at)
       select connection_id, workspace_id, $1, 'shopify', '{}', '{}', connection_id, '', 1, ${deletedAt}
       from watched_bulk_operations`,
      [name],
    );
  const given = (fields: Parameters<typeof givenTask>[2] = {}) =>
    givenTask(opened.database, workspaceId, {
      script: SCRIPT,
      subscriptions: [TOPIC, ENDED],
      ...fields,
    });
  const read = async (id: Id) =>
    (await new EventReads(opened.database, new RunReads(opened.database)).get(workspaceId, id))!;
  const began = async (): Promise<NewEvent> => {
    const event = anEvent(workspaceId, TOPIC);
    await runner.route(event);
    await runner.drain();
    return event;
  };
  const watched = (): Promise<unknown[]> =>
    opened.database.query('select operation_id from watched_bulk_operations');
  const ended = (by = runner): Promise<boolean> =>
    until(async () => {
      await by.bulkOperations.askAboutDue();
      await by.drain();
      return (await watched()).length === 0;
    });

  it('are watched until they end, and their end is told to the task that began them', async () => {
    shop.bulk.askedBeforeEnd = 3;
    const task = await given();
    const other = await given({ script: '{% log 1 %}', subscriptions: [ENDED] });
    const event = await began();
    expect(await watched()).toHaveLength(1);

    await ended();

    const { children } = await read(event.envelope.id);
    expect(children).toHaveLength(1);
    const told = await read(children[0]!.id);
    expect(told).toMatchObject({ topic: ENDED, source: 'system', status: 'succeeded' });
    expect(told.task_runs.map(({ task_id }) => task_id)).toEqual([task]);
    expect(told.task_runs.map(({ task_id }) => task_id)).not.toContain(other);
    expect(JSON.parse(told.task_runs[0]!.logs.text)).toEqual([
      {
        status: 'COMPLETED',
        objects: [{ id: 'gid://shopify/Product/1' }, { id: 'b', __parentId: 'a' }],
        parent: TOPIC,
      },
    ]);
    expect(shop.queries.filter((query) => query.includes('node(id: $id)'))).toHaveLength(4);
  });

  it('are told of once, however many runners ask, and again by one that started later', async () => {
    await given();
    const event = await began();
    const others = [newRunner(), newRunner()];

    await Promise.all([runner, ...others].map((one) => ended(one)));
    await Promise.all(others.map((one) => one.close()));

    const { children } = await read(event.envelope.id);
    expect(children).toHaveLength(1);
  });

  it('that fail are told of, too, without objects', async () => {
    shop.bulk.status = 'FAILED';
    await given();
    const event = await began();

    await ended();

    const { children } = await read(event.envelope.id);
    const told = await read(children[0]!.id);
    expect(JSON.parse(told.data.text)).toMatchObject({ status: 'FAILED', errorCode: 'TIMEOUT' });
    expect(JSON.parse(told.task_runs[0]!.logs.text)).toMatchObject([{ objects: [] }]);
  });

  it('make no event for a task that does not subscribe, or is disabled by then', async () => {
    await given({ subscriptions: [TOPIC] });
    const disabled = await given();
    const event = await began();
    await saveTask(opened.database, workspaceId, disabled, {
      ...{ enabled: false, version: 2, script: SCRIPT, subscriptions: [TOPIC, ENDED] },
    });

    await ended();

    expect((await read(event.envelope.id)).children).toEqual([]);
  });

  it('are asked about again after a shop was away', async () => {
    await given();
    const event = await began();
    shop.instead = () => 503;
    await runner.bulkOperations.askAboutDue();
    expect(await watched()).toHaveLength(1);

    shop.instead = () => undefined;
    await ended();

    expect((await read(event.envelope.id)).children).toHaveLength(1);
  });

  it('are left alone for a while when only people can mend what is wrong', async () => {
    await given();
    await began();
    shop.instead = () => 401;
    await runner.bulkOperations.askAboutDue();
    const asked = shop.requests.length;

    await runner.bulkOperations.askAboutDue();

    expect(shop.requests).toHaveLength(asked);
    expect(await watched()).toHaveLength(1);
  });

  it('are asked about by the present name of their Connection', async () => {
    await given();
    const event = await began();
    await storedAs('grinder');
    connections.rename('mill', 'grinder');

    await ended();

    expect((await read(event.envelope.id)).children).toHaveLength(1);
  });

  it('are not asked about at another shop that has the name by then', async () => {
    await given();
    await began();
    await storedAs('mill', 'now()');
    const asked = shop.requests.length;
    const other = newRunner(new GivenConnections(shop.connection()));

    await other.bulkOperations.askAboutDue();
    await other.close();

    expect(shop.requests).toHaveLength(asked);
    expect(await watched()).toHaveLength(1);
  });

  it('that the shop does not know are forgotten', async () => {
    await given();
    const event = await began();
    await opened.database.execute(
      `update watched_bulk_operations set operation_id = 'gid://shopify/BulkOperation/1'`,
    );

    await ended();

    expect((await read(event.envelope.id)).children).toEqual([]);
  });
});
