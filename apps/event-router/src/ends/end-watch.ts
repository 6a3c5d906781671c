import type { Database, Transaction } from '@millwright/database';
import { hintsOf, insertOpenEvents, plainEnvelope, type NewEvent } from '@millwright/event';
import { newId, RawJson, stringifyJson, type Id } from '@millwright/kernel';
import type { Logger } from '@millwright/observability';
import { PeriodicJob, type PublishDue } from '@millwright/task';

const EVERY_MS = 5_000;
const AT_ONCE = 200;

/** Something of a Workspace that ends, in the words of its event. */
export interface Ending {
  workspaceId: Id;
  data: object;
}

/** What is told of one kind of things: by which event, and how those are taken of which it has not been told yet. */
export interface EndingKind {
  topic: string;
  /** Notes in the same transaction that it is told: of each it is told once, whoever asks. */
  take(tx: Transaction, limit: number): Promise<readonly Ending[]>;
}

/** What a watch is made of. */
export interface EndWatchTools {
  database: Database;
  publish: PublishDue;
  logger: Logger;
}

/**
 * Makes the events that say what will end, or has. Any number of watches share the work: an event commits together with
 * the mark that it was made.
 */
export class EndWatch {
  private readonly job: PeriodicJob;

  /** Tells of `kinds` one after the other. */
  constructor(
    private readonly tools: EndWatchTools,
    private readonly kinds: readonly EndingKind[],
  ) {
    this.job = new PeriodicJob('end_watch', EVERY_MS, () => this.tick(), tools.logger);
  }

  start(): void {
    this.job.start();
  }

  stop(): Promise<void> {
    return this.job.stop();
  }

  /** One round: all that is to be told by now. Answers how many events it made. */
  async tick(): Promise<number> {
    let count = 0;
    for (const kind of this.kinds) count += await this.tell(kind);
    return count;
  }

  private async tell(kind: EndingKind): Promise<number> {
    const { database, publish, logger } = this.tools;
    let count = 0;
    for (;;) {
      const events = await database.transaction(async (tx) => {
        const made = (await kind.take(tx, AT_ONCE)).map((ending) => eventOf(kind.topic, ending));
        if (made.length > 0) await insertOpenEvents(tx, made);
        return made;
      });
      await publish(await hintsOf(database, events));
      for (const { envelope } of events) {
        const { workspace_id, id: event_id } = envelope;
        logger.info({ message: 'end.told', workspace_id, event_id, topic: kind.topic });
      }
      count += events.length;
      if (events.length < AT_ONCE) return count;
    }
  }
}

const eventOf = (topic: string, { workspaceId, data }: Ending): NewEvent => ({
  envelope: plainEnvelope({
    id: newId(),
    workspace_id: workspaceId,
    topic,
    source: 'system',
    created_at: new Date().toISOString(),
  }),
  data: new RawJson(stringifyJson(data)),
  request: null,
});
