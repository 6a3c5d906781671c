import 'reflect-metadata';
import { encodeMessage, taskRunRequested } from '@millwright/contracts';
import { Database } from '@millwright/database';
import { newId, Slots, type Id } from '@millwright/kernel';
import { openLocalBus, priorities, type Priority } from '@millwright/messaging';
import { Logger, Metrics, silentLogger } from '@millwright/observability';
import { TaskRunPerformer } from '@millwright/task';
import { until } from '@millwright/testing';
import { NestFactory } from '@nestjs/core';
import { TaskRunLog } from './task-run-log.ts';
import { TaskRunsConsumer } from './task-runs.consumer.ts';

const HANDED_OUT = 400;
const waitingOf = { high: 3_000, normal: 3_000, low: 300 } as const;

describe('runs of low priority behind more runs of a higher one than can be done', () => {
  it('get one pick in ten, the oldest first', async () => {
    const bus = openLocalBus({ logger: silentLogger });
    const priorityOf = new Map<Id, Priority>();
    for (const priority of priorities) {
      for (let n = 0; n < waitingOf[priority]; n += 1) {
        const id = newId();
        priorityOf.set(id, priority);
        await bus.publish({ queue: `task-runs.${priority}`, id, body: requestOf(id) });
      }
    }
    const ids = [...priorityOf.keys()];
    const picked: Id[] = [];
    const threads = new Slots(2);
    /** What comes first is rendered first, two at a time. */
    const perform = async ({ run_id: id }: { run_id: Id }): Promise<undefined> => {
      await threads.take();
      picked.push(id);
      await new Promise(setImmediate);
      threads.give();
    };

    const app = await startConsumer(bus, perform);
    await until(() => picked.length > 6 * HANDED_OUT);
    const picks = picked.slice(0, 6 * HANDED_OUT).map((id) => priorityOf.get(id)!);
    await app.close();
    await bus.close();

    for (let from = HANDED_OUT; from + HANDED_OUT <= picks.length; from += HANDED_OUT / 4) {
      const low = picks.slice(from, from + HANDED_OUT).filter((priority) => priority === 'low');
      expect(low.length).toBeGreaterThanOrEqual(HANDED_OUT / 10);
    }
    for (const priority of priorities) {
      const inOrder = picked.filter((id) => priorityOf.get(id) === priority);
      expect(inOrder).toEqual(
        ids.filter((id) => priorityOf.get(id) === priority).slice(0, inOrder.length),
      );
    }
  }, 30_000);
});

const requestOf = (id: Id): Buffer =>
  encodeMessage(taskRunRequested, {
    run_id: id,
    round: 0,
    workspace_id: id,
    event_id: id,
    task_id: id,
    task_version: 1,
  });

/** The consumer as the app has it; nothing here asks the database. */
async function startConsumer(
  bus: ReturnType<typeof openLocalBus>,
  perform: (request: { run_id: Id }) => Promise<undefined>,
) {
  class RunnerModule {}
  const providers = [
    { provide: Database, useValue: {} },
    { provide: TaskRunPerformer, useValue: { perform } },
    { provide: Logger, useValue: silentLogger },
    { provide: Metrics, useValue: new Metrics() },
    TaskRunLog,
  ];
  const app = await NestFactory.createMicroservice(
    { module: RunnerModule, controllers: [TaskRunsConsumer], providers },
    { strategy: bus.server(), logger: false },
  );
  await app.listen();
  return app;
}
