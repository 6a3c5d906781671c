import { takeExpired, takeExpiring, type EndingToken } from '@millwright/access';
import type { Database, Transaction } from '@millwright/database';
import { hintsOf, insertOpenEvents, plainEnvelope, type NewEvent } from '@millwright/event';
import { newId, RawJson, stringifyJson } from '@millwright/kernel';
import type { Logger } from '@millwright/observability';
import { PeriodicJob, type PublishDue } from '@millwright/task';

const EVERY_MS = 5_000;
const AT_ONCE = 200;

/** What a token watch is made of. */
export interface TokenWatchTools {
  database: Database;
  publish: PublishDue;
  logger: Logger;
}

/**
 * Makes the events that say of tokens that they will expire, seven days before, and that they have. Any number of
 * watches share the work: an event commits together with the mark that it was made. Of a token that expired before
 * anybody looked, only the latter is told.
 */
export class TokenWatch {
  private readonly job: PeriodicJob;

  constructor(private readonly tools: TokenWatchTools) {
    this.job = new PeriodicJob('token_watch', EVERY_MS, () => this.tick(), tools.logger);
  }

  start(): void {
    this.job.start();
  }

  stop(): Promise<void> {
    return this.job.stop();
  }

  /** One round: all that is to be told by now. Answers how many events it made. */
  async tick(): Promise<number> {
    const expiring = await this.tell('millwright/token/expiring', takeExpiring);
    const expired = await this.tell('millwright/token/expired', takeExpired);
    return expiring + expired;
  }

  private async tell(
    topic: string,
    take: (tx: Transaction, limit: number) => Promise<EndingToken[]>,
  ): Promise<number> {
    const { database, publish, logger } = this.tools;
    let count = 0;
    for (;;) {
      const events = await database.transaction(async (tx) => {
        const made = (await take(tx, AT_ONCE)).map((token) => endEventOf(topic, token));
        if (made.length > 0) await insertOpenEvents(tx, made);
        return made;
      });
      await publish(await hintsOf(database, events));
      for (const { envelope } of events) {
        const { workspace_id, id: event_id } = envelope;
        logger.info({ message: 'token_end.told', workspace_id, event_id, topic });
      }
      count += events.length;
      if (events.length < AT_ONCE) return count;
    }
  }
}

function endEventOf(topic: string, token: EndingToken): NewEvent {
  const { prefix, label, owner, expiresAt } = token;
  return {
    envelope: plainEnvelope({
      id: newId(),
      workspace_id: token.workspaceId,
      topic,
      source: 'system',
      created_at: new Date().toISOString(),
    }),
    data: new RawJson(
      stringifyJson({ token_prefix: prefix, label, owner, expiration: expiresAt.toISOString() }),
    ),
    request: null,
  };
}
