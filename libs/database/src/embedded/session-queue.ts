import type { PGlite } from '@electric-sql/pglite';
import type { Unit } from './unit-reader.ts';

/** A client of the session: where the answers to its units go. */
export interface SessionClient {
  readonly isGone: boolean;
  /** Called around the pieces of one unit's answer. */
  answer(pieces: Buffer[]): void;
  /** The client left its transaction idle for too long. */
  drop(): void;
}

interface Job {
  client: SessionClient;
  unit: Unit;
}

const IDLE_IN_TRANSACTION_MS = 60_000;
const rollback = Buffer.from('S\0\0\0\x04Q\0\0\0\x0drollback\0', 'latin1');

/** The parts of PGlite that the queue drives. */
export type Session = Pick<PGlite, 'execProtocolRawStream' | 'isInTransaction'>;

/**
 * Gives the one session to one client after another: for a unit, or from `begin` to the end of its transaction.
 * A failure of the session itself (not of SQL) ends in `onFailure`: nothing can be asked of it any more.
 */
export class SessionQueue {
  private readonly session: Session;
  private readonly onFailure: (error: unknown) => void;
  private waiting: Job[] = [];
  private chores: (() => Promise<void>)[] = [];
  private holder: SessionClient | undefined;
  private idleTimer: NodeJS.Timeout | undefined;
  private isBusy = false;

  constructor(session: Session, onFailure: (error: unknown) => void) {
    this.session = session;
    this.onFailure = onFailure;
  }

  add(client: SessionClient, unit: Unit): void {
    this.waiting.push({ client, unit });
    void this.drain();
  }

  /** Drops what a client that has gone was still waiting for, and rolls its transaction back. */
  forget(client: SessionClient): void {
    this.waiting = this.waiting.filter((job) => job.client !== client);
    void this.drain();
  }

  /** Runs work of our own when no transaction is open and nobody waits. */
  addChore(chore: () => Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      this.chores.push(() => chore().finally(resolve));
      void this.drain();
    });
  }

  private async drain(): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    clearTimeout(this.idleTimer);
    try {
      while (await this.step());
    } catch (error) {
      this.onFailure(error);
      return;
    }
    this.isBusy = false;
    const { holder } = this;
    if (holder) this.idleTimer = setTimeout(() => holder.drop(), IDLE_IN_TRANSACTION_MS).unref();
  }

  /** Does one thing; false when there is nothing to do but wait. */
  private async step(): Promise<boolean> {
    if (this.holder?.isGone) {
      await this.run(rollback);
      this.holder = undefined;
      return true;
    }
    const job = this.next();
    if (job) {
      job.client.answer(await this.run(job.unit.bytes));
      const isHeld = !job.unit.isComplete || this.session.isInTransaction();
      this.holder = isHeld ? job.client : undefined;
      return true;
    }
    const chore = this.holder ? undefined : this.chores.shift();
    await chore?.();
    return chore !== undefined;
  }

  private next(): Job | undefined {
    if (!this.holder) return this.waiting.shift();
    const at = this.waiting.findIndex(({ client }) => client === this.holder);
    return at === -1 ? undefined : this.waiting.splice(at, 1)[0];
  }

  private async run(bytes: Buffer): Promise<Buffer[]> {
    const pieces: Buffer[] = [];
    await this.session.execProtocolRawStream(bytes, {
      // A view of the session's memory, which the next message overwrites.
      onRawData: (piece) => pieces.push(Buffer.from(piece)),
    });
    return pieces;
  }
}
